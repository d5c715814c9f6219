import { indicatorSet, type IndicatorSet } from '../../../src/investigate/indicators/match.ts';

/** A list is looked at again after this long: a new one is in force within it. */
const CHECK_MS = 10_000;
/** Organisations whose lists one isolate keeps. */
const KEEP = 50;

interface Kept {
  readonly etag: string | undefined;
  readonly set: IndicatorSet;
  readonly checkedAt: number;
}

const EMPTY = indicatorSet('');

/** Lists of indicators, kept a while by organisation and read again only when they changed. */
export class IndicatorLists {
  private readonly kept = new Map<string, Kept>();

  async of(bucket: R2Bucket, org: string, now: number): Promise<IndicatorSet> {
    const known = this.kept.get(org);
    if (known !== undefined && now - known.checkedAt < CHECK_MS) return known.set;
    const object = await bucket.get(
      `indicators/${org}.ndjson`,
      known?.etag === undefined ? {} : { onlyIf: { etagDoesNotMatch: known.etag } },
    );
    let fresh: Kept;
    if (object === null) fresh = { etag: undefined, set: EMPTY, checkedAt: now };
    else if ('body' in object) fresh = { etag: object.etag, set: indicatorSet(await object.text()), checkedAt: now };
    else fresh = { etag: known?.etag, set: known?.set ?? EMPTY, checkedAt: now };
    if (this.kept.size >= KEEP) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(org, fresh);
    return fresh.set;
  }
}
