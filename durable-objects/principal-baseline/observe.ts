import { BITMAP_DAYS, dayOf } from '../../src/detect/baseline/days.ts';
import { observeDay, type JudgedDay } from '../../src/detect/baseline/observe.ts';
import type { ObserveReply, ObserveRequest } from './api.ts';
import type { PrincipalBaselineStore } from './store.ts';

/** Principals of one shard: some 2 KB each, so 40 MB, 160 MB at the very most. */
export const SHARD_MAX_PRINCIPALS = 20_000;

/**
 * Learns and judges what a call brings. Synchronous: the caller's transaction holds it all. Days that are yet to come by our clock would
 * push the history out of its bitmaps, so they are not taken.
 */
export function observeCall(
  store: PrincipalBaselineStore,
  request: ObserveRequest,
  now: number,
  maxPrincipals = SHARD_MAX_PRINCIPALS,
): ObserveReply {
  const today = dayOf(now);
  const taken = request.seen.map((s) => (s.day <= today + 1 && s.day > today - BITMAP_DAYS ? s : undefined));
  const keys = [...new Set(taken.flatMap((s) => (s === undefined ? [] : [s.principal])))];
  if (keys.length === 0) return { judged: taken.map(() => undefined), evicted: 0 };
  const baselines = store.load(keys);
  const judged = taken.map((s): JudgedDay | undefined =>
    s === undefined ? undefined : observeDay(baselines.get(s.principal)!, s),
  );
  store.save(baselines, today);
  return { judged, evicted: store.evict(maxPrincipals) };
}
