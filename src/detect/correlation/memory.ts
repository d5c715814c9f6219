import type { CorrelationAst } from '../ast.ts';
import type { RuleMeta, Views } from '../types.ts';
import { hitsOf, hitsOfFiring } from './hits.ts';
import { groupKey } from './keys.ts';
import { planOf, specOf, type Plan } from './plan.ts';
import type { Firing, Hit } from './types.ts';
import { countHits, settle, type Window } from './window.ts';

/** Correlations may count each other; a circle of them ends here. */
const MAX_CHAIN = 8;

interface Group extends Window {
  readonly plan: Plan;
  /** The latest event: what a settled firing is read from */
  record: Record<string, unknown>;
  latest: number;
}

/**
 * Correlation without a shard: for the command line and for cases. Holds every group in memory for as long as it lives, and
 * judges what must be settled when told that all events are in.
 */
export class CorrelationMemory {
  private readonly correlations: readonly CorrelationAst[];
  private readonly plans: ReadonlyMap<string, Plan>;
  private readonly groups = new Map<string, Group>();

  constructor(correlations: readonly CorrelationAst[]) {
    this.correlations = correlations;
    this.plans = new Map(correlations.map((ast) => [ast.meta.id, planOf(specOf(ast))]));
  }

  /** Counts one event with the rules that matched it; answers what fires now, chains included. */
  observe(
    matches: readonly Pick<RuleMeta, 'id'>[],
    record: Record<string, unknown>,
    event: { readonly uid: string; readonly time: number },
    views?: Views,
  ): Firing[] {
    return this.countAll(hitsOf(this.correlations, matches, record, event, views), record, views, 0);
  }

  /** Counts hits that were read off events before, in order of time; chains see what lower correlations grouped by. */
  replay(hits: readonly Hit[]): Firing[] {
    return this.countAll(hits, {}, undefined, 0);
  }

  /** All events are in: judges what had to wait. Answers what fires, chains included. */
  finish(): Firing[] {
    const firings: Firing[] = [];
    // Judging may add hits to groups made on the way, which the walk over the map then comes to.
    for (const group of this.groups.values())
      for (const start of [...group.segments.keys()].sort((a, b) => a - b)) {
        const firing = settle(group.plan, group, start);
        if (firing === undefined) continue;
        const further = hitsOfFiring(this.correlations, firing, group.record);
        firings.push(firing, ...this.countAll(further, group.record, undefined, 1));
      }
    return firings;
  }

  private countAll(
    hits: readonly Hit[],
    record: Record<string, unknown>,
    views: Views | undefined,
    depth: number,
  ): Firing[] {
    return hits.flatMap((hit) => {
      const firings = this.count(hit, record);
      if (depth >= MAX_CHAIN) return firings;
      return firings.flatMap((f) => [
        f,
        ...this.countAll(hitsOfFiring(this.correlations, f, record, views), record, views, depth + 1),
      ]);
    });
  }

  private count(hit: Hit, record: Record<string, unknown>): readonly Firing[] {
    const plan = this.plans.get(hit.correlation)!;
    const key = `${hit.correlation}|${groupKey(hit)}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { plan, group: hit.group, foreign: hit.foreign === true, segments: new Map(), record, latest: hit.time };
      this.groups.set(key, group);
    }
    if (hit.time >= group.latest) {
      group.latest = hit.time;
      group.record = record;
    }
    return countHits(plan, group, [hit]).firings;
  }
}
