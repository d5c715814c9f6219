import type { HuntDraft } from '../../../durable-objects/retro-hunt/api.ts';
import { draftOf } from '../../../src/detect/correlation/finding.ts';
import { findingAbout, type Sightings } from '../sightings.ts';
import type { HuntRules } from './hunt-rules.ts';

/**
 * For each event that counts: what each correlation of the hunt would say, should this event complete it. One after the other, for all
 * of a block together may be more than an isolate holds.
 */
export function* hitDrafts(sightings: Sightings, rules: HuntRules, now: number): Generator<HuntDraft> {
  const events = new Map(sightings.hits.map((h) => [`${h.foreign ? 1 : 0}|${h.event}`, h]));
  for (const hit of events.values()) {
    const sighting = sightings.of(hit);
    if (sighting === undefined) continue;
    for (const ast of rules.correlations) {
      const judged = rules.judge(ast.meta, sighting.record, now, sighting.views);
      if (judged === undefined) continue;
      const made = findingAbout(sighting, { ...ast.meta, level: judged.verdict.level });
      if (!made.ok) continue;
      yield {
        correlation: ast.meta.id,
        event: hit.event,
        foreign: hit.foreign === true,
        finding: draftOf(ast, made.value),
        keptBack: judged.verdict.as !== 'finding',
      };
    }
  }
}
