import type { Report } from '../../src/contracts/agents.ts';
import { AcquireRequest, type CustodyStatus, type StepJob } from '../../src/contracts/custody.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import type { SqlLike } from '../../src/kit/sql.ts';
import { actionById } from '../../src/respond/actions/registry.ts';
import { judge, proofContext, scriptOf } from '../../src/respond/custody/facts.ts';
import { changeOf, custodianOf } from '../../src/respond/custody/names.ts';
import { checkPermit, checkSpec } from '../../src/respond/custody/permit.ts';
import type { Brief, CustodianApi, IntendAnswer } from '../../src/respond/custody/port.ts';
import { nextDue, reduce } from '../../src/respond/custody/reduce.ts';
import type { Input, Outputs } from '../../src/respond/custody/state.ts';
import { statusOf } from '../../src/respond/custody/status.ts';
import type { Times } from '../../src/respond/custody/times.ts';
import { sendEffects } from './effects.ts';
import { PermitKeys } from './permit-keys.ts';
import { CustodianStore } from './store.ts';

type Timeless<I> = I extends unknown ? Omit<I, 'now'> : never;

/** How long a send from the outbox may take before the alarm sees to it. */
const SEND_GRACE_MS = 2_000;

/** A snapshot larger than this is refused: rows of a Durable Object end at 2 MB. */
const SNAPSHOT_MOST_CHARS = 400_000;

/** What a custodian needs of the object that it lives in. */
export interface DeskPorts {
  readonly name: string;
  readonly sql: SqlLike;
  readonly transaction: <T>(run: () => T) => T;
  /** Sets the object's one alarm (ms), or takes it away. */
  readonly setAlarm: (at: number | undefined) => Promise<void>;
  /** Lets work outlive the call that began it. */
  readonly keep: (work: Promise<unknown>) => void;
  readonly steps: { send(job: StepJob): Promise<unknown> };
  readonly reports: { send(report: Report): Promise<unknown> };
  readonly custodian: (name: string) => Pick<CustodianApi, 'lock' | 'unlock'>;
  readonly permitKeys: () => Promise<Record<string, string>>;
  readonly times: Times;
  readonly now: () => number;
}

/**
 * All that a custodian does, on whatever holds its SQLite: the Durable Object, or a test that kills it at every place. Each
 * call is one transaction; nothing that matters is kept in memory.
 */
export class CustodyDesk implements CustodianApi {
  readonly #ports: DeskPorts;
  readonly #store: CustodianStore;
  readonly #keys: PermitKeys;
  #sending: Promise<void> | undefined;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.#store = new CustodianStore(ports.sql, ports.name);
    this.#keys = new PermitKeys(ports.permitKeys, ports.now);
  }

  /** Once an object's life, before anything else: a past-due alarm cannot be trusted to fire by itself. */
  start(): Promise<void> {
    this.#ports.transaction(() => this.#store.migrate());
    return this.#arm();
  }

  async acquire(input: AcquireRequest): Promise<Result<CustodyStatus, Failure>> {
    const parsed = AcquireRequest.safeParse(input);
    if (!parsed.success) return err(failure('malformed', parsed.error.issues[0]?.message ?? 'not an acquire request'));
    const request = parsed.data;
    const action = actionById(request.spec.action);
    const checked = checkSpec(action, request.spec);
    if (!checked.ok) return checked;
    if (!action || custodianOf(request.org, request.spec) !== this.#ports.name)
      return err(failure('unprocessable', 'this custodian owns another target', { field: '/spec/target' }));
    const known = this.#status(request.org, request.opId);
    if (known.ok)
      return this.#sameChange(request) ? known : err(failure('conflict', 'this operation means another change'));
    const op = await this.#keys.tryWith((keys) => checkPermit(keys, request, action, this.#ports.now()));
    if (!op.ok) return op;
    this.#run({ type: 'acquire', op: op.value, script: scriptOf(action) });
    return this.#status(request.org, request.opId);
  }

  status({ org, opId }: { org: string; opId: string }): Promise<Result<CustodyStatus, Failure>> {
    return Promise.resolve(this.#status(org, opId));
  }

  release(request: Parameters<CustodianApi['release']>[0]): Promise<Result<CustodyStatus, Failure>> {
    if (custodianOf(request.org, request.spec) !== this.#ports.name)
      return Promise.resolve(err(failure('unprocessable', 'this custodian owns another target')));
    const { org, opId, reason } = request;
    this.#run({ type: 'release', opId, org, spec: request.spec, reason: reason.slice(0, 300) });
    return Promise.resolve(this.#status(org, opId));
  }

  open(fence: number): Promise<Brief | null> {
    const { record } = this.#store.load();
    const { op, pending: p } = record;
    if (!op || p?.kind !== 'job' || p.fence !== fence || p.goAt !== undefined) return Promise.resolve(null);
    const { opId, incident, org, spec, permit } = record.payer ?? op;
    const { mode, direction, step } = p;
    return Promise.resolve({ opId, incident, org, spec, permit, mode, direction, step, asOf: this.#ports.now() });
  }

  intend({ fence, asOf, snapshot }: Parameters<CustodianApi['intend']>[0]): Promise<IntendAnswer> {
    const { record } = this.#store.load();
    const action = record.op && actionById(record.op.spec.action);
    if (!record.op || !action || record.pending?.kind !== 'job' || record.pending.fence !== fence)
      return Promise.resolve({ do: 'stale' });
    if (JSON.stringify(snapshot).length > SNAPSHOT_MOST_CHARS) {
      this.#run({ type: 'unread', fence, detail: 'what AWS answered is too large to keep', final: true });
      return Promise.resolve({ do: 'done' });
    }
    const now = this.#ports.now();
    const params = action.params.parse(record.op.spec.params);
    const facts = judge(action, params, record, snapshot, now);
    const { verdict } = this.#run({ type: 'intend', fence, asOf, snapshot, facts }, now);
    if (verdict.do !== 'prove') return Promise.resolve(verdict);
    const { params: _, ...context } = proofContext(params, this.#store.load().record, snapshot, now);
    return Promise.resolve({ ...verdict, context });
  }

  observe(answer: Parameters<CustodianApi['observe']>[0]): Promise<void> {
    this.#run({ type: 'observe', ...answer });
    return Promise.resolve();
  }

  unread(answer: Parameters<CustodianApi['unread']>[0]): Promise<void> {
    this.#run({ type: 'unread', ...answer });
    return Promise.resolve();
  }

  prove(answer: Parameters<CustodianApi['prove']>[0]): Promise<void> {
    this.#run({ type: 'prove', ...answer, detail: answer.detail.slice(0, 1000) });
    return Promise.resolve();
  }

  lock({ opId, owner }: { opId: string; owner: string }): Promise<{ granted: boolean }> {
    return Promise.resolve({ granted: this.#run({ type: 'lock', opId, owner }).granted });
  }

  unlock({ opId }: { opId: string }): Promise<void> {
    this.#run({ type: 'unlock', opId });
    return Promise.resolve();
  }

  /** Everything whose time has come. Never throws: an alarm that fails six times is not rung again. */
  async alarm(): Promise<void> {
    // First of all: should anything below fail, there is a next time.
    await this.#ports.setAlarm(this.#ports.now() + this.#ports.times.jobTimeoutMs);
    try {
      this.#run({ type: 'alarm' });
      await this.#send();
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      console.error(JSON.stringify({ message: 'custody alarm failed', error: error.slice(0, 300) }));
    }
  }

  #status(org: string, opId: string): Result<CustodyStatus, Failure> {
    const { record } = this.#store.load();
    const status = this.#ports.name.startsWith(`${org}:`) ? statusOf(record, opId, this.#ports.now()) : undefined;
    return status ? ok(status) : err(failure('not_found', 'custody does not know this operation'));
  }

  /** A repeat of an acquire must mean what the first one meant. */
  #sameChange(request: AcquireRequest): boolean {
    const { record } = this.#store.load();
    const op =
      record.holders.find((h) => h.op.opId === request.opId)?.op ??
      record.waiting.find((w) => w.op.opId === request.opId)?.op ??
      record.leaving.find((o) => o.opId === request.opId);
    return op === undefined || op.change === changeOf(request.spec);
  }

  /** One transition, whole or not at all; its effects leave after it. */
  #run(input: Timeless<Input>, now = this.#ports.now()): Outputs {
    const out = this.#ports.transaction(() => {
      const { record, revision } = this.#store.load();
      const full = { ...input, now } as Input;
      const next = reduce(record, full, this.#ports.times);
      this.#store.save(revision + 1, next.record, full, next.out);
      return next.out;
    });
    // In the same turn as the transaction, so that both are stored or neither.
    this.#ports.keep(this.#arm());
    this.#ports.keep(this.#send());
    return out;
  }

  /** One sender at a time, so that a row does not leave twice while its first send is under way. */
  #send(): Promise<void> {
    const { steps, reports, custodian, name, now } = this.#ports;
    const send = async (): Promise<void> => {
      const sent = await sendEffects({
        outbox: this.#store.outbox,
        now,
        steps,
        reports,
        custodian,
        name,
        onLocked: (opId, lock, granted) => void this.#run({ type: 'locked', opId, lock, granted }),
      });
      if (sent > 0) await this.#arm();
    };
    this.#sending = (this.#sending ?? Promise.resolve()).then(send, send);
    return this.#sending;
  }

  /** The one alarm, exactly at whatever is due first; none if nothing is. */
  #arm(): Promise<void> {
    const outbox = this.#store.outbox.next();
    const dues = [
      nextDue(this.#store.load().record),
      outbox === undefined ? undefined : Math.max(outbox, this.#ports.now() + SEND_GRACE_MS),
    ].filter((d) => d !== undefined);
    return this.#ports.setAlarm(dues.length === 0 ? undefined : Math.min(...dues));
  }
}
