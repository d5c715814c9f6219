import { CALL_MAX_HITS, type CountRequest } from '../../durable-objects/correlation-window/api.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import type { KeptBack } from '../../src/contracts/rules-api.ts';
import type { CorrelationAst } from '../../src/detect/ast.ts';
import type { OrganisationRules } from '../../src/detect/tuning/organisation.ts';
import { draftOf, findingOfFiring } from '../../src/detect/correlation/finding.ts';
import { groupKey, shardOf } from '../../src/detect/correlation/keys.ts';
import { planOf, specOf } from '../../src/detect/correlation/plan.ts';
import type { CorrelationSpec, Firing, Hit } from '../../src/detect/correlation/types.ts';
import { firingId } from '../../src/detect/correlation/window.ts';
import type { Deps } from './deps.ts';
import { logError } from './retry.ts';
import { keptBackOf, type Made } from './make-finding.ts';
import { findingAbout, type Sightings } from './sightings.ts';

type Counting = Pick<Deps, 'windows' | 'windowShards' | 'now'>;

/** Correlations of correlations of correlations: nobody writes more. */
const MAX_ROUNDS = 5;
/** Groups of one correlation that an organisation's shards hold together. */
const GROUPS_PER_RULE = 100_000;
/** Two timespans a group, and a fifth for shards that hashing fills more than others. */
const ROWS_PER_GROUP = 2.4;

/**
 * Counts what a batch of events is worth to correlation rules, in every shard at once, and makes findings of what fires. Throws if a
 * shard cannot be reached. Calling again with the same events gives the same findings.
 */
export async function correlateHits(
  deps: Counting,
  org: string,
  sightings: Sightings,
  rules: OrganisationRules,
): Promise<{ readonly findings: readonly Finding[]; readonly keptBack: readonly KeptBack[] }> {
  const asts = new Map(sightings.correlations.map((c) => [c.meta.id, c]));
  const firings = new Map<string, Firing>();
  let hits: readonly Hit[] = sightings.hits;
  for (let round = 0; round < MAX_ROUNDS && hits.length > 0; round++) {
    const fired = await countInShards(deps, org, asts, sightings, rules, hits);
    const fresh = fired.filter((f) => !firings.has(firingId(f)));
    for (const f of fresh) firings.set(firingId(f), f);
    hits = fresh.flatMap((f) => sightings.ofFiring(f));
  }
  const findings: Finding[] = [];
  const keptBack: KeptBack[] = [];
  for (const firing of firings.values())
    for (const made of findingOf(org, asts, sightings, rules, firing, deps.now()))
      if ('kept' in made) keptBack.push(made.kept);
      else findings.push(made.finding);
  return { findings, keptBack };
}

function findingOf(
  org: string,
  asts: ReadonlyMap<string, CorrelationAst>,
  sightings: Sightings,
  rules: OrganisationRules,
  firing: Firing,
  now: number,
): Made[] {
  const ast = asts.get(firing.correlation);
  const sighting = sightings.of(firing);
  if (ast === undefined || sighting === undefined) return [];
  const judged = rules.judge(ast.meta, sighting.record, now, sighting.views);
  if (judged === undefined) return [];
  const { verdict } = judged;
  const made = findingAbout(sighting, { ...ast.meta, level: verdict.level });
  if (made.ok) {
    const finding = findingOfFiring(ast, made.value, firing);
    if (verdict.as === 'finding') return [{ finding }];
    return [{ kept: keptBackOf(finding, verdict.as, verdict.as === 'suppressed' ? verdict.by : null) }];
  }
  logError('correlation_finding_failed', org, new Error(made.error));
  return [];
}

async function countInShards(
  deps: Counting,
  org: string,
  asts: ReadonlyMap<string, CorrelationAst>,
  sightings: Sightings,
  rules: OrganisationRules,
  hits: readonly Hit[],
): Promise<Firing[]> {
  const shards = deps.windowShards;
  const maxRowsPerRule = Math.ceil((GROUPS_PER_RULE * ROWS_PER_GROUP) / shards);
  const byShard = Map.groupBy(hits, (hit) => shardOf(hit, shards));
  const fired = await Promise.all(
    [...byShard].map(async ([shard, own]) => {
      const firings: Firing[] = [];
      for (let i = 0; i < own.length; i += CALL_MAX_HITS) {
        const part = own.slice(i, i + CALL_MAX_HITS);
        const request = {
          v: 1,
          org,
          maxRowsPerRule,
          hits: part,
          ...aboutHits(asts, sightings, rules, part, deps.now()),
        } as const;
        const reply = await deps.windows(org, shard).count(request);
        firings.push(...reply.firings);
        for (const [correlation, groups] of reply.evicted)
          console.warn(
            JSON.stringify({ level: 'warn', event: 'correlation_groups_evicted', org, correlation, groups }),
          );
      }
      return firings;
    }),
  );
  return fired.flat();
}

const specs = new WeakMap<CorrelationAst, CorrelationSpec>();
function specOnce(ast: CorrelationAst): CorrelationSpec {
  let spec = specs.get(ast);
  if (spec === undefined) {
    spec = specOf(ast);
    specs.set(ast, spec);
  }
  return spec;
}

/** The correlations that hits name, and drafts for those that are judged later: one for each group, of its latest event. */
function aboutHits(
  asts: ReadonlyMap<string, CorrelationAst>,
  sightings: Sightings,
  rules: OrganisationRules,
  hits: readonly Hit[],
  now: number,
): Pick<CountRequest, 'specs' | 'drafts'> {
  const used = [...new Set(hits.map((h) => h.correlation))].map((id) => asts.get(id)!);
  const later = new Set(
    used.filter((c) => c.meta.silent !== true && planOf(specOnce(c)).settlesAfter !== undefined).map((c) => c.meta.id),
  );
  const latest = new Map<string, Hit>();
  for (const hit of hits) {
    if (!later.has(hit.correlation)) continue;
    const ast = asts.get(hit.correlation)!;
    const key = `${hit.correlation}|${groupKey(hit)}|${Math.floor(hit.time / ast.timespanMs)}`;
    const known = latest.get(key);
    if (known === undefined || known.time <= hit.time) latest.set(key, hit);
  }
  const drafts = [...latest.values()].flatMap((hit): (readonly [string, string, Finding])[] => {
    const ast = asts.get(hit.correlation)!;
    const sighting = sightings.of(hit);
    if (sighting === undefined) return [];
    const judged = rules.judge(ast.meta, sighting.record, now, sighting.views);
    // What is kept back when it is counted is no finding later either.
    if (judged?.verdict.as !== 'finding') return [];
    const made = findingAbout(sighting, { ...ast.meta, level: judged.verdict.level });
    return made.ok ? [[hit.correlation, hit.event, draftOf(ast, made.value)]] : [];
  });
  return { specs: used.map(specOnce), ...(drafts.length === 0 ? {} : { drafts }) };
}
