import type { DraftKey, RetroHuntObject } from '../../../durable-objects/retro-hunt/api.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import { findingOfDraft } from '../../../src/detect/correlation/finding.ts';
import { CorrelationMemory } from '../../../src/detect/correlation/memory.ts';
import type { Firing } from '../../../src/detect/correlation/types.ts';
import { firingId } from '../../../src/detect/correlation/window.ts';
import type { HuntRules } from './hunt-rules.ts';

/** Hits in one answer of the hunt. */
const PAGE = 2_000;
/** Drafts in one answer, some kilobytes each: an invocation has a thousand calls, and a noisy correlation fires more often. */
const DRAFTS_AT_ONCE = 200;

/**
 * What the hits of a whole hunt, counted in the order of their time, make of its correlations. Findings are handed on some at a time, until
 * `take` answers that no more are wanted. Answers how many were kept back.
 */
export async function judgeHits(
  object: Pick<RetroHuntObject, 'hits' | 'drafts'>,
  rules: Pick<HuntRules, 'correlations'>,
  take: (findings: readonly Finding[]) => Promise<boolean>,
): Promise<number> {
  const firings = await firingsOf(object, rules);
  const all = [...firings.values()];
  let keptBack = 0;
  for (let i = 0; i < all.length; i += DRAFTS_AT_ONCE) {
    const some = all.slice(i, i + DRAFTS_AT_ONCE);
    const drafts = await object.drafts(some.map((f) => draftKeyOf(firings, f)));
    const findings: Finding[] = [];
    for (const [n, firing] of some.entries()) {
      const draft = drafts[n];
      if (draft === undefined) continue;
      if (draft.keptBack) keptBack++;
      else findings.push(findingOfDraft(draft.finding, firing));
    }
    if (!(await take(findings))) break;
  }
  return keptBack;
}

async function firingsOf(
  object: Pick<RetroHuntObject, 'hits'>,
  rules: Pick<HuntRules, 'correlations'>,
): Promise<ReadonlyMap<string, Firing>> {
  const memory = new CorrelationMemory(rules.correlations);
  const firings = new Map<string, Firing>();
  const note = (fired: readonly Firing[]): void => {
    for (const f of fired) if (!firings.has(firingId(f))) firings.set(firingId(f), f);
  };
  let after: { time: number; id: string } | undefined;
  for (;;) {
    const page = await object.hits(after, PAGE);
    note(memory.replay(page.map((h) => h.hit)));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = { time: last.time, id: last.id };
  }
  note(memory.finish());
  return firings;
}

/** The draft of the event that completed a firing; below a correlation of correlations it is the lowest's. */
function draftKeyOf(firings: ReadonlyMap<string, Firing>, firing: Firing): DraftKey {
  let { event } = firing;
  for (let lower = firings.get(event); lower !== undefined; lower = firings.get(event)) event = lower.event;
  return { correlation: firing.correlation, event, foreign: firing.foreign === true };
}
