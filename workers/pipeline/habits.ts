import type { EventTraits } from '../../src/contracts/event.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { BITMAP_DAYS, dayOf } from '../../src/detect/baseline/days.ts';
import { featureValues, FEATURES, type FeatureValues } from '../../src/detect/baseline/features.ts';
import { eventKey } from '../../src/detect/baseline/hash.ts';
import { mayBeLearnt, mayBeTold, noveltyOf } from '../../src/detect/baseline/novelty.ts';
import type { DayOfPrincipal } from '../../src/detect/baseline/observe.ts';
import { tallyBit } from '../../src/detect/baseline/tally.ts';
import type { Verdicts } from '../../src/detect/baseline/types.ts';
import type { Countries } from '../../src/detect/enrich/country.ts';
import type { Views } from '../../src/detect/types.ts';
import type { EventFacts, Normalizer } from '../../src/normalize/types.ts';
import { isStale, type HabitMemory, type KnownValue, type RememberedDay } from './habit-memory.ts';
import { eventIdOf, type Suspicion } from './make-finding.ts';

/** An event whose verdicts are wanted: it has findings, or may be one by itself. */
export interface WatchedEvent {
  readonly source: string;
  readonly eventId: string;
  readonly day: RememberedDay;
  readonly texts: FeatureValues;
  readonly values: readonly KnownValue[];
  readonly candidate: boolean;
  readonly views: Views;
  readonly suspicion: () => Suspicion;
}

/** What is told of a day in one go. */
export interface Telling {
  readonly day: RememberedDay;
  readonly values: readonly KnownValue[];
  readonly message: DayOfPrincipal;
}

/** A day of a principal, and its values that the objects have to hear of. */
interface Seen {
  readonly day: RememberedDay;
  readonly fresh: Set<KnownValue>;
}

/** Events told by themselves that one batch may ask about; a flood of them is no few unusual events. */
const WATCHED_MOST = 2_000;

/** Collects the habits that events of one organisation's blocks show. */
export class Habits {
  readonly countries: Countries | undefined;
  private readonly org: string;
  private readonly memory: HabitMemory;
  private readonly now: number;
  private readonly today: number;
  private readonly touched = new Map<RememberedDay, Seen>();
  private readonly latest = new Map<string, Seen>();
  readonly watched: WatchedEvent[] = [];

  constructor(org: string, memory: HabitMemory, countries: Countries | undefined, now: number) {
    this.org = org;
    this.memory = memory;
    this.countries = countries;
    this.now = now;
    this.today = dayOf(now);
  }

  /** Takes an event in. What a source may not speak of, what failed and what services do teaches nothing. */
  add(
    event: {
      readonly normalizer: Normalizer;
      readonly facts: EventFacts;
      readonly record: Record<string, unknown>;
      readonly foreign: boolean;
    },
    hasFindings: boolean,
    views: Views,
    suspicion: () => Suspicion,
  ): void {
    const { normalizer, facts, record, foreign } = event;
    if (foreign || facts.outcome === 'failure') return;
    const traits = normalizer.traits?.(record);
    if (traits?.principal === undefined || !mayBeLearnt(traits, facts.outcome)) return;
    const number = dayOf(facts.time);
    if (number > this.today + 1 || number <= this.today - BITMAP_DAYS) return;
    const { day, fresh } = this.seenOf(traits.principal, number);
    day.count(tallyBit(facts.uid));
    const texts = featureValues(traits, facts, this.memory.placeOf(this.countries, traits.address));
    // Every event pays for this loop; nearly all are usual in all, and nothing more is looked at then.
    let isUsual = true;
    for (let f = 0; f < texts.length; f++) {
      const text = texts[f];
      const value = text === undefined ? undefined : day.value(f, text);
      if (value === undefined) continue;
      if (isStale(value, this.now)) fresh.add(value);
      if (value.verdict === undefined || value.verdict.state === 'first') isUsual = false;
    }
    if (isUsual && !hasFindings) return;
    const values = texts.flatMap((text, f) => (text === undefined ? [] : (day.value(f, text) ?? [])));
    const candidate = !isUsual && isCandidate(traits, facts, values);
    if ((!hasFindings && !candidate) || this.watched.length >= WATCHED_MOST) return;
    if (candidate) for (const value of values) fresh.add(value);
    const eventId = eventIdOf(facts.uid);
    this.watched.push({ source: normalizer.format, eventId, day, texts, values, candidate, views, suspicion });
  }

  /** A principal's day in this batch. Mostly it is the same day as that of the event before. */
  private seenOf(principal: string, number: number): Seen {
    const last = this.latest.get(principal);
    if (last?.day.day === number) return last;
    const day = this.memory.day(this.org, principal, number);
    let seen = this.touched.get(day);
    if (seen === undefined) {
      seen = { day, fresh: new Set() };
      this.touched.set(day, seen);
    }
    this.latest.set(principal, seen);
    return seen;
  }

  /** What the objects have to hear; nothing for days of which they heard all lately. */
  tellings(): Telling[] {
    const candidates = Map.groupBy(
      this.watched.filter((w) => w.candidate),
      (w) => w.day,
    );
    return [...this.touched.values()].flatMap(({ day, fresh }): Telling[] => {
      if (fresh.size === 0 && !day.isTallyDue(this.now)) return [];
      const values = [...fresh];
      const places = new Map(values.map((v, i) => [v, i]));
      const message: DayOfPrincipal = {
        principal: day.key,
        day: day.day,
        tally: [day.low, day.high],
        values: values.map((v) => [v.feature, v.hash]),
        candidates: (candidates.get(day) ?? []).map((w) => [
          eventKey(w.source, w.eventId),
          w.values.map((v) => places.get(v)!),
        ]),
      };
      return [{ day, values, message }];
    });
  }
}

/** Whether an event may be told by itself as far as is known here. */
function isCandidate(traits: EventTraits, facts: EventFacts, values: readonly KnownValue[]): boolean {
  if (!mayBeTold(traits, facts.outcome)) return false;
  return values.some((v) => v.verdict === undefined) || noveltyOf(verdictsOf(values)) !== undefined;
}

/** What is known here of an event's values. */
export function verdictsOf(values: readonly KnownValue[]): Verdicts {
  const verdicts: { -readonly [K in keyof Verdicts]: Verdicts[K] } = {};
  for (const { feature, verdict } of values) if (verdict !== undefined) verdicts[FEATURES[feature]!] = verdict;
  return verdicts;
}

/** Findings of the same event are of one source and id. */
export const watchKey = (f: Pick<Finding, 'source' | 'eventId'>): string => `${f.source}|${f.eventId}`;
