import {
  addDay,
  ageBy,
  before,
  BITMAP_DAYS,
  hasDay,
  HISTORY_DAYS,
  isEmpty,
  noDays,
  weightOf,
  type Days,
} from './days.ts';
import { Admitted } from './admitted.ts';
import { FEATURES, KEEP_VALUES, type Feature } from './features.ts';
import { Overflow } from './overflow.ts';
import { ones, tallyOf } from './tally.ts';
import type { History, State, Verdict } from './types.ts';

/** Less is "unknown", which is not "rare". */
const MATURE_DAYS = 7;
const MATURE_EVENTS = 100;
/** New values of a feature within so many days … */
const NOVELTY_DAYS = 14;
/** … beyond which a further one says nothing. */
const NOVELTY_MOST = 2;
/** While somebody is met for the first time, everything is new. */
const MEETING_DAYS = 7;
/** A principal that has come from more networks than this will come from others. */
const FEW_NETWORKS = 3;
/** Rare: less than a twentieth of a principal's days, old ones weighing less, of twenty at least. */
const RARE_SHARE = 0.05;
const RARE_ACTIVE_DAYS = 20;

const WORDS_PER_TALLY = 2;

/** What is usual for one principal: for each feature the days on which each value was seen. Bounded, see {@link KEEP_VALUES}. */
export class Baseline {
  /** The newest day; 0 before anything was learnt */
  head = 0;
  /** Two words a day, by age */
  tallies = new Uint32Array(BITMAP_DAYS * WORDS_PER_TALLY);
  readonly values: readonly Map<number, Days>[] = FEATURES.map(() => new Map<number, Days>());
  /** When a value of a feature last had to make room; 0 if none did */
  readonly spilled = new Uint16Array(FEATURES.length);
  readonly overflow = new Overflow();
  readonly admitted = new Admitted();

  /**
   * Takes in what was seen on a day: `tally`, two words of bits (tally.ts), and [place of the feature, hash of the value]. The same again
   * changes nothing, whatever the order. Days before the bitmap's reach are not taken; the caller refuses days to come.
   */
  learn(day: number, tally: readonly [number, number], seen: Iterable<readonly [number, number]>): void {
    if (this.head === 0) this.head = day;
    if (day > this.head) this.moveTo(day);
    const age = this.head - day;
    if (age >= BITMAP_DAYS) return;
    this.tallies[age * WORDS_PER_TALLY]! |= tally[0];
    this.tallies[age * WORDS_PER_TALLY + 1]! |= tally[1];
    for (const [feature, hash] of seen) {
      const table = this.values[feature];
      if (table === undefined) continue;
      let days = table.get(hash);
      if (days === undefined) {
        days = noDays();
        table.set(hash, days);
      }
      addDay(days, age);
      if (table.size > KEEP_VALUES[FEATURES[feature]!]) this.spill(feature);
    }
  }

  /** How much is known before a day. */
  history(day: number): History {
    let active = 0;
    let oldest = day;
    let events = 0;
    let atLeast = false;
    for (let past = day - 1; past >= day - HISTORY_DAYS; past--) {
      const age = this.head - past;
      if (age < 0) continue;
      if (age >= BITMAP_DAYS) break;
      const low = this.tallies[age * WORDS_PER_TALLY]!;
      const high = this.tallies[age * WORDS_PER_TALLY + 1]!;
      if (low === 0 && high === 0) continue;
      active++;
      oldest = past;
      events += tallyOf(low, high);
      if (ones(low) + ones(high) === 64) atLeast = true;
    }
    return { days: day - oldest, active, events, atLeast };
  }

  /** What a value means on a day, by the days before that day: what comes later on the day or after it changes nothing. */
  judge(day: number, feature: number, hash: number, history = this.history(day)): Verdict {
    if (history.days < MATURE_DAYS || history.events < MATURE_EVENTS) return { state: 'unknown', days: 0 };
    const age = this.head - day;
    const days = this.values[feature]?.get(hash);
    const seen = days === undefined ? { count: 0, weight: 0 } : before(days, age);
    const state = seen.count > 0 ? this.howRare(age, seen.weight, history) : this.howNew(day, feature, hash, history);
    return { state, days: seen.count };
  }

  private howRare(age: number, weight: number, history: History): State {
    if (history.active < RARE_ACTIVE_DAYS) return 'usual';
    return weight < RARE_SHARE * before(this.activeDays(), age).weight ? 'rare' : 'usual';
  }

  private howNew(day: number, feature: number, hash: number, history: History): State {
    if (this.overflow.has(keyOf(feature, hash))) return 'usual';
    return this.isSettled(day, feature, history) ? 'first' : 'first_of_many';
  }

  /** Whether the principal seldom does anything new of a feature. */
  private isSettled(day: number, feature: number, history: History): boolean {
    const spilled = this.spilled[feature]!;
    if (spilled !== 0 && spilled < day && day - spilled <= HISTORY_DAYS) return false;
    const age = this.head - day;
    const met = day - history.days + MEETING_DAYS;
    let values = 0;
    let fresh = 0;
    for (const days of this.values[feature]!.values()) {
      const { oldest } = before(days, age);
      if (oldest < 0) continue;
      values++;
      const first = this.head - oldest;
      if (first >= met && day - first <= NOVELTY_DAYS) fresh++;
    }
    return fresh <= NOVELTY_MOST && (FEATURES[feature] !== 'network' || values <= FEW_NETWORKS);
  }

  private activeDays(): Days {
    const days = noDays();
    for (let age = 0; age < BITMAP_DAYS; age++)
      if (this.tallies[age * WORDS_PER_TALLY] !== 0 || this.tallies[age * WORDS_PER_TALLY + 1] !== 0) addDay(days, age);
    return days;
  }

  /** Days with events, as far as is remembered. */
  get active(): number {
    return this.activeDays().reduce((sum, word) => sum + ones(word), 0);
  }

  private moveTo(day: number): void {
    const by = day - this.head;
    this.head = day;
    const moved = new Uint32Array(this.tallies.length);
    if (by < BITMAP_DAYS)
      moved.set(this.tallies.subarray(0, (BITMAP_DAYS - by) * WORDS_PER_TALLY), by * WORDS_PER_TALLY);
    this.tallies = moved;
    for (const table of this.values)
      for (const [hash, days] of table) {
        ageBy(days, by);
        if (isEmpty(days)) table.delete(hash);
      }
    this.overflow.age(day);
  }

  /** Lets go of the lightest value of a feature; of equal ones the one with the smallest hash, so that order does not matter. */
  private spill(feature: number): void {
    const table = this.values[feature]!;
    let lightest: readonly [number, Days] | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const entry of table) {
      const weight = weightOf(entry[1]);
      if (weight < least || (weight === least && entry[0] < lightest![0])) {
        least = weight;
        lightest = entry;
      }
    }
    const [hash, days] = lightest!;
    table.delete(hash);
    let age = 0;
    while (age < BITMAP_DAYS - 1 && !hasDay(days, age)) age++;
    this.overflow.add(keyOf(feature, hash), this.head - age);
    this.spilled[feature] = Math.max(this.spilled[feature]!, this.head - age);
  }
}

const keyOf = (feature: number, hash: number): number => (hash ^ Math.imul(feature + 1, 0x9e3779b1)) >>> 0;

export const featureAt = (feature: Feature): number => FEATURES.indexOf(feature);
