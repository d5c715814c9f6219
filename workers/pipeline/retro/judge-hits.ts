import type { HuntDraft, RetroHuntObject } from '../../../durable-objects/retro-hunt/api.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import { findingOfDraft } from '../../../src/detect/correlation/finding.ts';
import { CorrelationMemory } from '../../../src/detect/correlation/memory.ts';
import type { Firing } from '../../../src/detect/correlation/types.ts';
import { firingId } from '../../../src/detect/correlation/window.ts';
import type { HuntRules } from './hunt-rules.ts';

/** Hits in one answer of the hunt. */
const PAGE = 2_000;

/** What the hits of a whole hunt, counted in the order of their time, make of its correlations. */
export async function judgeHits(
  object: Pick<RetroHuntObject, 'hits' | 'draft'>,
  rules: HuntRules,
): Promise<{ readonly findings: Finding[]; readonly keptBack: number }> {
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
  const findings: Finding[] = [];
  let keptBack = 0;
  for (const firing of firings.values()) {
    const draft = await draftOfFiring(object, firings, firing);
    if (draft === undefined) continue;
    if (draft.keptBack) keptBack++;
    else findings.push(findingOfDraft(draft.finding, firing));
  }
  return { findings, keptBack };
}

/** The draft of the event that completed a firing; below a correlation of correlations it is the lowest's. */
function draftOfFiring(
  object: Pick<RetroHuntObject, 'draft'>,
  firings: ReadonlyMap<string, Firing>,
  firing: Firing,
): Promise<HuntDraft | undefined> {
  let { event } = firing;
  for (let lower = firings.get(event); lower !== undefined; lower = firings.get(event)) event = lower.event;
  return object.draft({ correlation: firing.correlation, event, foreign: firing.foreign === true });
}
