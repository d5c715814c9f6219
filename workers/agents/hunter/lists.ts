import { indicatorSet, type IndicatorSet } from '../../../src/investigate/indicators/match.ts';

/** A list is looked at again after this long: a new one is in force within it. */
const CHECK_MS = 2_000;
/** Organisations whose lists one isolate keeps. */
const KEEP = 50;
/** A list of some 100,000 lines; read, it takes about ten times that of the isolate's 128 MB. */
const LIST_MAX_BYTES = 8 * 1024 * 1024;

interface Kept {
  readonly etag: string | undefined;
  readonly set: IndicatorSet;
  readonly checkedAt: number;
}

/** Tells the operator what is wrong with a list: numbers only, a list is somebody else's text. */
export type Complain = (event: string, detail: Readonly<Record<string, string | number>>) => void;

const EMPTY = indicatorSet('');

/** Lists of indicators, kept a while by organisation and read again only when they changed. */
export class IndicatorLists {
  private readonly kept = new Map<string, Kept>();
  private readonly complain: Complain;

  constructor(complain: Complain) {
    this.complain = complain;
  }

  /** The list in force; empty where there is none. Rejects if R2 cannot be reached and what is kept is too old. */
  async of(bucket: R2Bucket, org: string, now: number): Promise<IndicatorSet> {
    const known = this.kept.get(org);
    if (known !== undefined && now - known.checkedAt < CHECK_MS) return known.set;
    const { etag, set } = await this.read(bucket, org, known);
    // Deleted first, so that the one forgotten is the one looked at longest ago.
    this.kept.delete(org);
    if (this.kept.size >= KEEP) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(org, { etag, set, checkedAt: now });
    return set;
  }

  private async read(bucket: R2Bucket, org: string, known: Kept | undefined): Promise<Omit<Kept, 'checkedAt'>> {
    const object = await bucket.get(
      `indicators/${org}.ndjson`,
      known?.etag === undefined ? {} : { onlyIf: { etagDoesNotMatch: known.etag } },
    );
    if (object === null) return { etag: undefined, set: EMPTY };
    // Without a body it is still the list that is known.
    if (!('body' in object)) return known ?? { etag: undefined, set: EMPTY };
    if (object.size > LIST_MAX_BYTES) {
      this.complain('indicators_too_large', { org, bytes: object.size, maxBytes: LIST_MAX_BYTES });
      await object.body.cancel();
      return { etag: object.etag, set: known?.set ?? EMPTY };
    }
    const set = indicatorSet(await object.text());
    if (set.bad > 0) this.complain('indicators_unreadable', { org, lines: set.bad, good: set.size });
    return { etag: object.etag, set };
  }
}
