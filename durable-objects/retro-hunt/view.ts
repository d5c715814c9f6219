import type { RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import { HOUR_MS } from '../../src/kit/clock.ts';
import { hourOf, hourOfKey } from '../../src/storage/raw/folders.ts';
import { listedDownTo } from '../../src/storage/raw/walk.ts';
import { TAIL_MS } from './limits.ts';
import { rangesOf, type HourState } from './ranges.ts';
import type { HuntState } from './state.ts';
import type { RetroHuntStore } from './store.ts';

/** A hunt as people see it, with at most so many samples. */
export function viewOf(store: RetroHuntStore, samples: number): RetroHuntView {
  const input = store.input()!;
  const s = store.state();
  const leftOut = store.leftOut();
  const unread = store.unread();
  const damaged = new Set(unread.map((u) => hourOfKey(u.key)!));
  const open = new Set(store.all().flatMap((c) => c.keys.map((k) => hourOfKey(k)!)));
  const ranges = rangesOf(input.from, input.to, (hour): HourState => {
    const why = leftOut.get(hour);
    if (why !== undefined) return { why };
    if (open.has(hour)) return 'pending';
    if (!isListed(s, hour)) return s.final === undefined ? 'pending' : { why: s.stop?.why ?? 'it was not listed' };
    // Named below, block by block.
    if (damaged.has(hour)) return 'pending';
    return s.unjudged === undefined ? 'checked' : { why: s.unjudged };
  });
  const named = unread.map(({ key, why }) => ({
    from: Math.max(input.from, hourOfKey(key)!),
    to: Math.max(input.from, Math.min(input.to, hourOfKey(key)! + HOUR_MS)),
    why: `block ${key}: ${why}`,
  }));
  return {
    id: input.id,
    kind: input.kind,
    subject: input.subject,
    title: input.title,
    state: s.final ?? (s.stop?.kind === 'cancelled' ? 'cancelled' : s.handedOut ? 'running' : 'listing'),
    from: input.from,
    to: input.to,
    maxBytes: input.maxBytes,
    maxSeconds: input.maxSeconds,
    startedBy: input.startedBy,
    startedAt: s.startedAt,
    finishedAt: s.finishedAt ?? null,
    blocks: { found: s.blocksFound, checked: s.blocksChecked, unreadable: s.blocksUnread },
    bytes: s.bytesChecked,
    events: s.events,
    matches: s.matches,
    findings: s.findings,
    skipped: s.skipped,
    keptBack: s.keptBack,
    checked: ranges.checked,
    unchecked: [...ranges.unchecked, ...named],
    samples: store.samples(samples),
    failure: s.stop?.kind === 'failed' ? s.stop.why : null,
  };
}

/** All blocks of the hour that this hunt must see were listed. */
function isListed(s: HuntState, hour: number): boolean {
  if (hour < listedDownTo(s.walk)) return false;
  if (!s.needsTail || hour < hourOf(s.startedAt - TAIL_MS)) return true;
  return s.tail !== undefined && hour >= listedDownTo(s.tail);
}
