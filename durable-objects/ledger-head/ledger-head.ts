import { DurableObject } from 'cloudflare:workers';
import { makeBundle, SEAL_TYPE } from '../../src/audit/bundle.ts';
import { signHead } from '../../src/audit/head.ts';
import type { AuditBundle, EntryInput, TreeHead } from '../../src/contracts/ledger.ts';
import { importEd25519Private, keyIdOf, publicKeyOf } from '../../src/kit/crypto.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { drainOutbox, Outbox } from '../../src/kit/outbox.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm, Timers } from '../../src/kit/timers.ts';
import type { Signer } from '../../src/kit/token.ts';
import { LEDGER_MIGRATIONS } from './migrations.ts';
import { publish, queuePublication } from './publish.ts';
import { LedgerStore } from './store.ts';

export interface LedgerHeadEnv {
  readonly LEDGER: R2Bucket;
  /** Ed25519, PKCS#8 in base64url. */
  readonly LEDGER_KEY?: string;
}

/** Heads are signed and written at most this often, unless someone asks for one: each costs an R2 put. */
const HEAD_INTERVAL_MS = 1_000;
/** If an alarm dies half-way the next one comes by itself. */
const ALARM_SAFETY_MS = 30_000;
/** What one RPC answer can carry is 32 MiB; proofs and the copy take their share. */
const BUNDLE_MAX_CHARS = 12 * 1024 * 1024;

interface Waiting {
  readonly entries: readonly EntryInput[];
  readonly settle: (result: Result<{ size: number }, Failure>) => void;
  readonly fail: (cause: unknown) => void;
}

/** What the ledger Worker calls; spelt out, since the RPC types cannot unfold recursive JSON. */
export interface LedgerHeadApi {
  append(org: string, entries: readonly EntryInput[]): Promise<Result<{ size: number }, Failure>>;
  bundle(org: string, chain: string): Promise<Result<AuditBundle, Failure>>;
  head(org: string): Promise<Result<TreeHead, Failure>>;
}

/** The ledger of one organisation: its chains, its Merkle tree and its signed heads. */
export class LedgerHead extends DurableObject<LedgerHeadEnv> implements LedgerHeadApi {
  private readonly store: LedgerStore;
  private readonly outbox: Outbox;
  private readonly timers: Timers;
  private waiting: Waiting[] = [];

  constructor(ctx: DurableObjectState, env: LedgerHeadEnv) {
    super(ctx, env);
    this.store = new LedgerStore(ctx.storage.sql);
    this.outbox = new Outbox(ctx.storage.sql);
    this.timers = new Timers(ctx.storage.sql);
    void ctx.blockConcurrencyWhile(async () => {
      ctx.storage.transactionSync(() => migrate(ctx.storage.sql, LEDGER_MIGRATIONS));
      await this.arm();
    });
  }

  /** Group commit: calls of one turn share a transaction. Answers once the entries are durable (output gate). */
  append(org: string, entries: readonly EntryInput[]): Promise<Result<{ size: number }, Failure>> {
    const foreign = this.checkOrg(org) ?? (entries.some((e) => e.org !== org) ? FOREIGN : undefined);
    if (foreign) return Promise.resolve(err(foreign));
    return new Promise((settle, fail) => {
      this.waiting.push({ entries, settle, fail });
      if (this.waiting.length === 1) setTimeout(() => void this.commit(org), 0);
    });
  }

  private async commit(org: string): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    try {
      const results = this.ctx.storage.transactionSync(() => {
        const now = Date.now();
        if (this.store.meta('org') === undefined) this.store.setMeta('org', org);
        const made = group.map((w) => this.store.append(w.entries));
        if (made.some((r) => r.ok && r.value.added > 0)) this.scheduleHead(now);
        return made;
      });
      await this.arm();
      group.forEach((w, i) => {
        const result = results[i]!;
        w.settle(result.ok ? ok({ size: result.value.size }) : result);
      });
    } catch (cause) {
      for (const w of group) w.fail(cause);
    }
  }

  /** One chain with its proofs, closed by a seal; the same again while nothing was appended since. */
  async bundle(org: string, chain: string): Promise<Result<AuditBundle, Failure>> {
    const refused = this.checkOrg(org) ?? this.checkFault();
    if (refused) return err(refused);
    const signer = await this.signer();
    if (!signer.ok) return signer;
    const last = this.store.lastOf(chain);
    if (!last)
      return err(failure('not_found', 'the ledger has no entries of this chain; give an incident id, or `org`'));
    if (this.store.chainLength(chain) > BUNDLE_MAX_CHARS)
      return err(
        failure('too_large', 'this chain is too long for one bundle; read its entries from the ledger bucket'),
      );
    const size = this.ctx.storage.transactionSync(() => {
      const leaves = this.store.size();
      if (last.type === SEAL_TYPE && last.index === leaves - 1) return leaves;
      const sealed = this.store.append([sealOf(org, chain, this.store.lastOf(chain)!.seq + 1, Date.now())]);
      if (!sealed.ok) throw new Error(`the seal was refused: ${sealed.error.detail}`);
      // Should this end before the head is kept, the alarm publishes the seal.
      this.scheduleHead(Date.now());
      return sealed.value.size;
    });
    const head = await this.headOf(size, signer.value);
    return ok(makeBundle(chain, this.store.chain(chain, size), this.store.nodes, head));
  }

  /** A signed head over all entries so far. */
  async head(org: string): Promise<Result<TreeHead, Failure>> {
    const refused = this.checkOrg(org) ?? this.checkFault();
    if (refused) return err(refused);
    const size = this.store.size();
    if (size === 0) return err(failure('not_found', 'the ledger of this organisation has no entries yet'));
    const signer = await this.signer();
    return signer.ok ? ok(await this.headOf(size, signer.value)) : signer;
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    await this.ctx.storage.setAlarm(now + ALARM_SAFETY_MS);
    if (this.timers.due(now).some((t) => t.name === 'head')) await this.cutHead();
    const org = this.store.meta('org');
    if (org !== undefined)
      await drainOutbox({
        outbox: this.outbox,
        now: Date.now,
        perform: async (row) => {
          await publish({ bucket: this.env.LEDGER, store: this.store, org, now: Date.now }, row).catch(
            (cause: unknown) => {
              console.error(
                JSON.stringify({
                  level: 'error',
                  event: 'ledger_publish_failed',
                  org,
                  row: row.id,
                  attempts: row.attempts,
                  error: String(cause),
                }),
              );
              throw cause;
            },
          );
        },
        // The ledger never gives an entry up: it tries once a minute until R2 takes it.
        giveUp: () => {},
        maxAttempts: Number.MAX_SAFE_INTEGER,
      });
    const dues = [this.timers.next(), this.outbox.next()].filter((d) => d !== undefined);
    await (dues.length > 0 ? this.ctx.storage.setAlarm(Math.min(...dues)) : this.ctx.storage.deleteAlarm());
  }

  private scheduleHead(now: number): void {
    if (this.timers.next() === undefined)
      this.timers.set('head', Math.max(now, this.store.lastHeadAt() + HEAD_INTERVAL_MS));
  }

  private async cutHead(): Promise<void> {
    const signer = await this.signer();
    if (signer.ok && !this.checkFault()) {
      const size = this.store.size();
      await this.headOf(size, signer.value);
      if (this.store.size() === size) return this.timers.clear('head');
    } else
      console.error(
        JSON.stringify({
          level: 'error',
          event: 'ledger_head_failed',
          error: signer.ok ? 'fault' : signer.error.detail,
        }),
      );
    this.timers.set('head', Date.now() + HEAD_INTERVAL_MS * (signer.ok ? 1 : 30));
  }

  /** The head of a size: signed once, kept with what is to be published in one transaction. */
  private async headOf(size: number, signer: Signer): Promise<TreeHead> {
    const kept = this.store.head(size);
    if (kept) return kept;
    const signed = await signHead(signer, {
      org: this.store.meta('org')!,
      size,
      root: this.store.root(size),
      at: Date.now(),
    });
    const head = this.ctx.storage.transactionSync(() => {
      const stands = this.store.keepHead(signed);
      queuePublication(this.store, this.outbox, size, Date.now());
      return stands;
    });
    await this.arm();
    return head;
  }

  private async signer(): Promise<Result<Signer, Failure>> {
    const secret = this.env.LEDGER_KEY;
    if (!secret)
      return err(failure('unavailable', 'the secret LEDGER_KEY is not set; make one with `vedette keys new`'));
    try {
      return ok({ keyId: keyIdOf(await publicKeyOf(secret)), key: await importEd25519Private(secret) });
    } catch {
      return err(failure('unavailable', 'the secret LEDGER_KEY is not an Ed25519 key in PKCS#8, base64url'));
    }
  }

  /** The object serves the organisation that it is named after, whoever asks. */
  private checkOrg(org: string): Failure | undefined {
    const own = this.ctx.id.name ?? this.store.meta('org');
    const kept = this.store.meta('org');
    return (own !== undefined && own !== org) || (kept !== undefined && kept !== org) ? FOREIGN : undefined;
  }

  /** Once R2 contradicts us, nothing further is signed: two histories under one key would void both. */
  private checkFault(): Failure | undefined {
    const fault = this.store.fault();
    return (
      fault &&
      failure(
        'conflict',
        `the ledger stopped signing: ${fault.key} ${fault.detail}; compare it with the copy in the object and keep both`,
      )
    );
  }

  private arm(): Promise<void> {
    return armAlarm(this.ctx.storage, this.timers.next(), this.outbox.next());
  }
}

const FOREIGN = failure('forbidden', 'this ledger belongs to another organisation');

const sealOf = (org: string, chain: string, seq: number, now: number): EntryInput => ({
  v: 1,
  id: deterministicId('entry', 'seal', org, chain, String(seq)),
  org,
  chain,
  type: SEAL_TYPE,
  actor: 'worker:ledger',
  at: now,
  body: { entries: seq },
});
