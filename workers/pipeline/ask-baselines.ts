import {
  CALL_MAX_DAYS,
  CALL_MAX_VALUES,
  type ObserveReply,
  type PrincipalBaselineApi,
} from '../../durable-objects/principal-baseline/api.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import type { KeptBack } from '../../src/contracts/rules-api.ts';
import { eventKey, shardOf } from '../../src/detect/baseline/hash.ts';
import { noveltyOf } from '../../src/detect/baseline/novelty.ts';
import { verdictOf } from '../../src/detect/baseline/observe.ts';
import { BASELINE_RULES } from '../../src/detect/baseline/rules.ts';
import { anomalyFields, anomalyTitle, rarityLines } from '../../src/detect/baseline/words.ts';
import type { OrganisationRules } from '../../src/detect/tuning/organisation.ts';
import { verdictsOf, watchKey, type Habits, type Telling, type WatchedEvent } from './habits.ts';
import { logError } from './retry.ts';

/** Baselines that do not answer hold a block up no longer than this, and then say nothing. */
const ANSWER_MS = 2_000;

export interface Baselines {
  /** A shard of what is usual for an organisation's principals */
  readonly baselines: (org: string, shard: number) => PrincipalBaselineApi;
  readonly baselineShards: number;
  readonly now: () => number;
}

export interface Unusual {
  /** The finding, with what is unusual about its event */
  readonly withRarity: (finding: Finding) => Finding;
  /** Events that were unusual enough by themselves */
  readonly findings: readonly Finding[];
  readonly keptBack: readonly KeptBack[];
  /** Calls that it took, and days of principals and values in them */
  readonly cost: { readonly calls: number; readonly days: number; readonly values: number };
}

/**
 * Tells the objects what a batch of events showed of habits and hears what was unusual. Does not reject: an object that cannot be reached,
 * or not in time, is a line in the log, and the events that it was asked about go on without rarity.
 */
export async function askBaselines(
  deps: Baselines,
  org: string,
  habits: Habits,
  rules: OrganisationRules,
): Promise<Unusual> {
  const tellings = habits.tellings();
  const calls = [...Map.groupBy(tellings, (t) => shardOf(t.message.principal, deps.baselineShards))].flatMap(
    ([shard, own]) => portions(own).map((part) => ({ shard, part })),
  );
  const told = new Set<string>();
  await Promise.all(
    calls.map(async ({ shard, part }) => {
      try {
        const call = deps.baselines(org, shard).observe({ v: 1, org, seen: part.map((t) => t.message) });
        for (const key of takeIn(org, part, await inTime(call), deps.now())) told.add(key);
      } catch (cause) {
        logError('baselines_not_heard', org, cause);
      }
    }),
  );
  const made = habits.watched
    .filter((w) => w.candidate && told.has(eventKey(w.source, w.eventId)))
    .flatMap((w) => {
      try {
        return anomalyOf(org, w, rules, habits.countries?.date);
      } catch (cause) {
        // What a record breaks is its own finding: a batch that failed would come again for ever.
        logError('anomaly_failed', org, cause);
        return [];
      }
    });
  const lines = new Map<string, string[]>();
  for (const w of habits.watched) {
    const own = linesOf(w, habits.countries?.date);
    if (own.length > 0) lines.set(watchKey(w), own);
  }
  return {
    withRarity: (finding) => {
      const rarity = finding.foreignAccount ? undefined : lines.get(watchKey(finding));
      return rarity === undefined ? finding : { ...finding, rarity };
    },
    findings: made.flatMap((m) => ('finding' in m ? [m.finding] : [])),
    keptBack: made.flatMap((m) => ('kept' in m ? [m.kept] : [])),
    cost: { calls: calls.length, days: tellings.length, values: tellings.reduce((n, t) => n + t.values.length, 0) },
  };
}

const linesOf = (w: WatchedEvent, date: string | undefined): string[] =>
  rarityLines(w.texts, verdictsOf(w.values), w.day.history, date);

function anomalyOf(org: string, w: WatchedEvent, rules: OrganisationRules, date: string | undefined) {
  const novelty = noveltyOf(verdictsOf(w.values));
  if (novelty === undefined) return [];
  const made = w
    .suspicion()
    .ofAnomaly(
      rules,
      { ...BASELINE_RULES[novelty.features[0]!], level: novelty.level },
      { title: anomalyTitle(w.texts, novelty), fields: anomalyFields(w.texts, novelty), rarity: linesOf(w, date) },
      w.views,
    );
  return made.flatMap((m) => {
    if (m.ok) return [m.value];
    logError('anomaly_failed', org, new Error(m.error));
    return [];
  });
}

/** Remembers an answer; returns the keys of the events that it tells. */
function takeIn(org: string, part: readonly Telling[], reply: ObserveReply, now: number): string[] {
  if (reply.evicted > 0)
    console.warn(JSON.stringify({ level: 'warn', event: 'baselines_evicted', org, principals: reply.evicted }));
  return part.flatMap(({ day, values, message }, i) => {
    const judged = reply.judged[i];
    if (judged === undefined) return [];
    for (const [n, value] of values.entries()) {
      value.verdict = verdictOf(judged.verdicts[n]!);
      value.at = now;
    }
    day.history = judged.history;
    day.tallyTold(...message.tally, now);
    return [...judged.told];
  });
}

function portions(tellings: readonly Telling[]): Telling[][] {
  const parts: Telling[][] = [];
  let values = Number.POSITIVE_INFINITY;
  for (const telling of tellings) {
    values += telling.values.length;
    if (values > CALL_MAX_VALUES || parts.at(-1)!.length >= CALL_MAX_DAYS) {
      parts.push([]);
      values = telling.values.length;
    }
    parts.at(-1)!.push(telling);
  }
  return parts;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the baselines did not answer within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
