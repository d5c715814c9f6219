import type { PullGrant } from '../contracts/pull.ts';
import type { PullCredentialsApi } from '../contracts/rpc.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import type { Failure } from '../kit/errors.ts';
import { ok, type Result } from '../kit/result.ts';

/** How long the gate's leave is taken as given: a source that was disabled ends after this at the latest. */
const GRANT_TTL_MS = 2 * MINUTE_MS;
/** Credentials that end sooner are not begun with. */
const MARGIN_MS = 3 * MINUTE_MS;
const BUCKETS_MOST = 500;
/** One letter a bucket and so much time tells of objects that no source covers. */
const REFUSAL_EVERY_MS = 10 * MINUTE_MS;

interface Held {
  readonly grant: PullGrant;
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
    const found = good.filter((h) => key.startsWith(h.grant.prefix)).toSorted(longestFirst)[0];
    if (found) return ok(found.grant);
    const answer = await gate.forObject({ v: 1, org, bucket, key });
    if (!answer.ok) return answer;
    const grant = answer.value;
    const until = Math.min(now + GRANT_TTL_MS, (grant.credentials.expiresAt ?? now) - MARGIN_MS);
    if (this.held.size >= BUCKETS_MOST) this.held.clear();
    this.held.set(name, [...good, { grant, until }]);
    return ok(grant);
  }

  forget(org: string, bucket: string, grant: PullGrant): void {
    const name = `${org} ${bucket}`;
    this.held.set(
      name,
      (this.held.get(name) ?? []).filter((h) => h.grant.prefix !== grant.prefix),
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

const longestFirst = (a: Held, b: Held): number => b.grant.prefix.length - a.grant.prefix.length;
