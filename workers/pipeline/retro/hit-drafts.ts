import type { HuntDraft } from '../../../durable-objects/retro-hunt/api.ts';
import { draftOf } from '../../../src/detect/correlation/finding.ts';
import type { Sightings } from '../sightings.ts';
import type { HuntRules } from './hunt-rules.ts';

/** For each event that counts: what each correlation of the hunt would say, should this event complete it. */
export function hitDrafts(sightings: Sightings, rules: HuntRules, now: number): HuntDraft[] {
  const events = new Map(sightings.hits.map((h) => [`${h.foreign ? 1 : 0}|${h.event}`, h]));
  return [...events.values()].flatMap((hit) => {
    const sighting = sightings.of(hit);
    if (sighting === undefined) return [];
    return rules.correlations.flatMap((ast): HuntDraft[] => {
      const judged = rules.judge(ast.meta, sighting.record, now, sighting.views);
      if (judged === undefined) return [];
      const made = sighting.suspicion().ofRule({ ...ast.meta, level: judged.verdict.level });
      if (!made.ok) return [];
      return [
        {
          correlation: ast.meta.id,
          event: hit.event,
          foreign: hit.foreign === true,
          finding: draftOf(ast, made.value),
          keptBack: judged.verdict.as !== 'finding',
        },
      ];
    });
  });
}
