import { Indicator } from '../../contracts/agents.ts';
import type { CurrentIndicators } from '../../contracts/indicators.ts';
import type { Result } from '../../kit/result.ts';
import { currentKey, fingerprintsKey, formerKey, SHARDS, shardBitmap } from './keys.ts';
import type { Packer } from './packer.ts';
import { parseCurrent } from './read-list.ts';

/** A list is looked at again after this long: a new one is in force within it. */
const CHECK_MS = 10_000;
/** Beside the blocks of one batch, in an isolate of 128 MB: three full lists. */
const HELD_MAX_BYTES = 36_000_000;
/** Organisations that are known to have a list or none. */
const KNOWN_MAX = 1_000;
/** A million fingerprints and their gate, with room. */
const SET_MAX_BYTES = 16_000_000;
/** What version 0.1 took. */
const FORMER_MAX_BYTES = 8 * 1024 * 1024;
/** Older than any. */
const FORMER = 'ind_0';

/** A list ready for use. */
export interface HeldList<S> {
  readonly version: string;
  readonly set: S;
  readonly shards: CurrentIndicators['shards'];
  /** Of a list of version 0.1, which has no shards in R2. */
  readonly lines?: readonly string[];
}
interface Kept<S> {
  readonly etag: string | undefined;
  readonly list: HeldList<S> | undefined;
  readonly checkedAt: number;
}

/** Tells the operator what is wrong with a list; never a word out of it. */
export type Complain = (event: string, detail: Readonly<Record<string, string | number>>) => void;

export interface Opener<S> {
  readonly open: (bytes: Uint8Array) => Result<S, string>;
  readonly packer: () => Packer;
  readonly complain: Complain;
}

/** Packed sets of indicators in an isolate's memory, by organisation; the one used longest ago goes first. */
export class HeldLists<S extends { readonly bytes: number }> {
  private readonly kept = new Map<string, Kept<S>>();
  private readonly looking = new Map<string, Promise<Kept<S>>>();
  private readonly opener: Opener<S>;
  private bytes = 0;

  constructor(opener: Opener<S>) {
    this.opener = opener;
  }

  /**
   * The list in force, or the one before where the new one cannot be read (the operator hears of it); undefined if there is none. `least`: a
   * version that is known to be in force, so that an older one is not taken for fresh. Rejects if R2 cannot be reached and nothing is held.
   */
  async of(bucket: R2Bucket, org: string, now: number, least?: string): Promise<HeldList<S> | undefined> {
    const known = this.kept.get(org);
    const isFresh = known !== undefined && now - known.checkedAt < CHECK_MS;
    if (isFresh && (least === undefined || (known.list?.version ?? '') >= least)) {
      this.keep(org, known);
      return known.list;
    }
    // A look that is under way may have begun before that version was in force.
    let looking = least === undefined ? this.looking.get(org) : undefined;
    if (looking === undefined) {
      looking = this.look(bucket, org, known, now).finally(() => this.looking.delete(org));
      this.looking.set(org, looking);
    }
    try {
      const found = await looking;
      this.keep(org, found);
      return found.list;
    } catch (cause) {
      if (known?.list === undefined) throw cause;
      this.opener.complain('indicators_away', { org });
      return known.list;
    }
  }

  /** Moved to the end, so that the one forgotten is the one used longest ago. */
  private keep(org: string, kept: Kept<S>): void {
    this.forget(org);
    this.kept.set(org, kept);
    this.bytes += kept.list?.set.bytes ?? 0;
    for (const oldest of this.kept.keys()) {
      if (oldest === org || (this.bytes <= HELD_MAX_BYTES && this.kept.size <= KNOWN_MAX)) return;
      this.forget(oldest);
    }
  }

  private forget(org: string): void {
    this.bytes -= this.kept.get(org)?.list?.set.bytes ?? 0;
    this.kept.delete(org);
  }

  private async look(bucket: R2Bucket, org: string, known: Kept<S> | undefined, now: number): Promise<Kept<S>> {
    const object = await bucket.get(
      currentKey(org),
      known?.etag === undefined ? {} : { onlyIf: { etagDoesNotMatch: known.etag } },
    );
    if (object === null) return { etag: undefined, list: await this.former(bucket, org, known), checkedAt: now };
    // Without a body it is still the list that is known.
    if (!('body' in object)) return { etag: known?.etag, list: known?.list, checkedAt: now };
    const current = parseCurrent(await object.text());
    const list =
      current === undefined ? this.wrong(org, 'current.json is malformed') : await this.read(bucket, org, current);
    // What cannot be read is tried again at the next look.
    return list === undefined
      ? { etag: undefined, list: known?.list, checkedAt: now }
      : { etag: object.etag, list, checkedAt: now };
  }

  private async read(bucket: R2Bucket, org: string, current: CurrentIndicators): Promise<HeldList<S> | undefined> {
    const { version, shards } = current;
    const object = await bucket.get(fingerprintsKey(org, version));
    if (object === null) return this.wrong(org, 'its fingerprints are gone');
    if (object.size > SET_MAX_BYTES) {
      await object.body.cancel();
      return this.wrong(org, 'its fingerprints are too many');
    }
    const set = this.opener.open(new Uint8Array(await object.arrayBuffer()));
    return set.ok ? { version, set: set.value, shards } : this.wrong(org, set.error);
  }

  /** A list that version 0.1 stored; its next upload ends it. */
  private async former(bucket: R2Bucket, org: string, known: Kept<S> | undefined): Promise<HeldList<S> | undefined> {
    const object = await bucket.get(formerKey(org));
    if (object === null) return undefined;
    if (object.size > FORMER_MAX_BYTES || known?.list?.version === FORMER) {
      await object.body.cancel();
      return known?.list ?? this.wrong(org, 'it is too large; upload it again');
    }
    const packer = this.opener.packer();
    const lines: string[] = Array.from({ length: SHARDS }, () => '');
    for (const text of (await object.text()).split('\n')) {
      const added = readFormer(text, packer);
      if (added !== undefined) lines[added.shard] += added.line;
    }
    const set = this.opener.open(packer.finish());
    if (!set.ok) return this.wrong(org, set.error);
    return { version: FORMER, set: set.value, shards: shardBitmap(lines.map((l) => l !== '')), lines };
  }

  private wrong(org: string, why: string): undefined {
    this.opener.complain('indicators_unreadable', { org, why });
    return undefined;
  }
}

function readFormer(line: string, packer: Packer): { readonly shard: number; readonly line: string } | undefined {
  try {
    const indicator = Indicator.safeParse(JSON.parse(line));
    const added = indicator.success ? packer.add(indicator.data) : undefined;
    return added?.ok === true ? added.value : undefined;
  } catch {
    return undefined;
  }
}
