import type { Indicator } from '../../../src/contracts/agents.ts';
import type { Observable } from '../../../src/contracts/delivery.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import { exactIndicator } from '../../../src/detect/intel/exact.ts';
import { indicatorFinding } from '../../../src/investigate/indicators/finding.ts';
import { HeldShards } from '../../../src/storage/indicators/held-shards.ts';
import type { HeldIndicators } from '../indicators.ts';

const shards = new HeldShards();

/** Findings of observables that are indicators of the list; the narrowest that has not expired. Rejects if R2 cannot be reached. */
export async function indicatorFindings(
  bucket: R2Bucket,
  org: string,
  list: HeldIndicators,
  seen: readonly Observable[],
  now: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const observable of seen) {
    const indicator = await exactly(bucket, org, list, observable, now);
    if (indicator !== undefined) findings.push(indicatorFinding(org, observable, indicator, now));
  }
  return findings;
}

async function exactly(
  bucket: R2Bucket,
  org: string,
  list: HeldIndicators,
  { type, value }: Observable,
  now: number,
): Promise<Indicator | undefined> {
  for (const hit of list.set.hits(type, value)) {
    const lines = await shards.of(bucket, org, list, hit.shard);
    const indicator = exactIndicator(lines, hit, () => undefined);
    if (indicator !== undefined && (indicator.expiresAt ?? Infinity) > now) return indicator;
  }
  return undefined;
}
