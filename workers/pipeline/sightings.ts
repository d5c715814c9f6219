import type { Finding } from '../../src/contracts/finding.ts';
import type { CorrelationAst } from '../../src/detect/ast.ts';
import { hitsOf, hitsOfFiring } from '../../src/detect/correlation/hits.ts';
import type { Firing, Hit } from '../../src/detect/correlation/types.ts';
import { firingId } from '../../src/detect/correlation/window.ts';
import type { RuleMeta, Views } from '../../src/detect/types.ts';
import { err, type Result } from '../../src/kit/result.ts';
import { eventIdOf, type Suspicion } from './make-finding.ts';

/** An event that counts for a correlation, and how a finding about it is made. */
export interface Sighting {
  readonly record: Record<string, unknown>;
  readonly views: Views | undefined;
  readonly suspicion: () => Suspicion;
}

/** A finding of a rule about an event. What its record breaks is an error of that finding alone, not of the batch. */
export function findingAbout(sighting: Sighting, rule: RuleMeta): Result<Finding, string> {
  try {
    return sighting.suspicion().ofRule(rule);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : 'the record cannot be read');
  }
}

/** Collects what the events of one organisation's blocks count for in its correlation rules. */
export class Sightings {
  readonly correlations: readonly CorrelationAst[];
  readonly hits: Hit[] = [];
  private readonly byEvent = new Map<string, Sighting>();

  constructor(correlations: readonly CorrelationAst[]) {
    this.correlations = correlations;
  }

  add(
    matches: readonly RuleMeta[],
    event: { readonly uid: string; readonly time: number; readonly foreign: boolean },
    sighting: Sighting,
  ): void {
    if (this.correlations.length === 0 || matches.length === 0) return;
    const hits = hitsOf(
      this.correlations,
      matches,
      sighting.record,
      { ...event, uid: eventIdOf(event.uid) },
      sighting.views,
    );
    if (hits.length === 0) return;
    this.hits.push(...hits);
    this.byEvent.set(keyOf(hits[0]!), sighting);
  }

  /** The event that a hit is of, or the one that completed a firing. */
  of(event: { readonly event: string; readonly foreign?: true }): Sighting | undefined {
    return this.byEvent.get(keyOf(event));
  }

  /** What a firing counts for in correlations of correlations; the event that completed it stands for it. */
  ofFiring(firing: Firing): Hit[] {
    const sighting = this.of(firing);
    if (sighting === undefined) return [];
    const hits = hitsOfFiring(this.correlations, firing, sighting.record, sighting.views);
    const id = { event: firingId(firing), ...(firing.foreign ? { foreign: true as const } : {}) };
    if (hits.length > 0) this.byEvent.set(keyOf(id), sighting);
    return hits;
  }
}

const keyOf = (e: { readonly event: string; readonly foreign?: true }): string => `${e.foreign ? 1 : 0}|${e.event}`;
