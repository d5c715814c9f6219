import type { PullGrant } from '../contracts/pull.ts';
import type { PullCredentialsApi } from '../contracts/rpc.ts';
import { MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import type { Failure } from '../kit/errors.ts';
import { ok, type Result } from '../kit/result.ts';

/** How long the gate's leave is taken as given: a source that was disabled ends after this at the latest. */
const GRANT_TTL_MS = 2 * MINUTE_MS;
/** Credentials that end sooner are not begun with. */
const MARGIN_MS = 3 * MINUTE_MS;
/**
 * Credentials that are refused are got anew, but not younger ones than this: new ones would be refused as they are. S3 says of what is
 * not there that it is denied, so that whoever announces such objects would have STS asked for each.
 */
const FORGET_AFTER_MS = 30 * SECOND_MS;
const BUCKETS_MOST = 500;
/** One letter a bucket and so much time tells of objects that no source covers. */
const REFUSAL_EVERY_MS = 10 * MINUTE_MS;

interface Held {
  readonly grant: PullGrant;
  readonly since: number;
  readonly until: number;
}

/** The gate's grants, kept in this isolate for minutes: thousands of objects under one prefix cost one question. */
export class GrantCache {
  private readonly held = new Map<string, readonly Held[]>();
  private readonly refusals = new Map<string, number>();

  async of(
    gate: PullCredentialsApi,
    org: string,
    bucket: string,
    key: string,
    now: number,
  ): Promise<Result<PullGrant, Failure>> {
    const name = `${org} ${bucket}`;
    const good = (this.held.get(name) ?? []).filter((h) => h.until > now);
    const found = good.filter((h) => isFor(h.grant, key)).toSorted(longestFirst)[0];
    if (found) return ok(found.grant);
    const answer = await gate.forObject({ v: 1, org, bucket, key });
    if (!answer.ok) return answer;
    const grant = answer.value;
    const until = Math.min(now + GRANT_TTL_MS, (grant.credentials.expiresAt ?? now) - MARGIN_MS);
    if (this.held.size >= BUCKETS_MOST) this.held.clear();
    this.held.set(name, [...good, { grant, since: now, until }]);
    return ok(grant);
  }

  forget(org: string, bucket: string, grant: PullGrant, now: number): void {
    const name = `${org} ${bucket}`;
    this.held.set(
      name,
      (this.held.get(name) ?? []).filter((h) => h.grant.prefix !== grant.prefix || h.since + FORGET_AFTER_MS > now),
    );
  }

  tellsOfRefusal(org: string, bucket: string, now: number): boolean {
    const name = `${org} ${bucket}`;
    const last = this.refusals.get(name);
    if (last !== undefined && last + REFUSAL_EVERY_MS > now) return false;
    if (this.refusals.size >= BUCKETS_MOST) this.refusals.clear();
    this.refusals.set(name, now);
    return true;
  }
}

/** Below a source's prefix another source's may lie: its objects are its own, whichever grant came first. */
const isFor = ({ prefix, narrower }: PullGrant, key: string): boolean =>
  key.startsWith(prefix) && !narrower.some((p) => key.startsWith(p));
const longestFirst = (a: Held, b: Held): number => b.grant.prefix.length - a.grant.prefix.length;
