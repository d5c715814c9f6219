import { FEATURES } from '../../src/detect/baseline/features.ts';
import { principalKey, valueHash } from '../../src/detect/baseline/hash.ts';
import type { History, Verdict } from '../../src/detect/baseline/types.ts';
import { ones } from '../../src/detect/baseline/tally.ts';
import type { Countries, Place } from '../../src/detect/enrich/country.ts';
import { HOUR_MS } from '../../src/kit/clock.ts';
import { Recent } from '../../src/kit/recent.ts';

/** Days of principals that an isolate remembers, and as many again before they are forgotten. */
const DAYS_REMEMBERED = 3_000;
/** Their values likewise, some two hundred bytes each: a day has from five to a thousand. */
const VALUES_REMEMBERED = 60_000;
/** A longer name is known by its hash. */
const NAME_MAX_CHARS = 300;
const ADDRESSES_REMEMBERED = 5_000;
/** Values of one feature on one day; beyond them the baseline forgets anyway. */
const VALUES_MOST = 200;
/** The same is told to the object again after this long: rows that made room come back, and days stay cheap. */
const TELL_AGAIN_MS = 6 * HOUR_MS;

/** A value of a principal on a day. */
export interface KnownValue {
  readonly feature: number;
  readonly hash: number;
  /** As last answered */
  verdict?: Verdict;
  /** When that was, ms; −∞ before */
  at: number;
}

/** How many more values there may be before old days are forgotten. */
interface Room {
  left: number;
}

/** What this isolate knows of one principal on one day. */
export class RememberedDay {
  readonly key: string;
  readonly day: number;
  readonly values: readonly Map<string, KnownValue>[] = FEATURES.map(() => new Map<string, KnownValue>());
  low = 0;
  high = 0;
  history: History | undefined;
  private toldBits = 0;
  private toldAt = Number.NEGATIVE_INFINITY;
  private readonly room: Room;

  constructor(key: string, day: number, room: Room) {
    this.key = key;
    this.day = day;
    this.room = room;
  }

  /** Undefined beyond the bound. */
  value(feature: number, text: string): KnownValue | undefined {
    const known = this.values[feature]!;
    let value = known.get(text);
    if (value === undefined && known.size < VALUES_MOST) {
      value = { feature, hash: valueHash(feature, text), at: Number.NEGATIVE_INFINITY };
      known.set(text, value);
      this.room.left--;
    }
    return value;
  }

  count(bit: number): void {
    if (bit < 32) this.low |= 1 << bit;
    else this.high |= 1 << (bit - 32);
  }

  /** Whether the object should hear how many events there were: whenever they doubled, else four times a day. */
  isTallyDue(now: number): boolean {
    const bits = ones(this.low) + ones(this.high);
    return bits >= 2 * this.toldBits || (bits > this.toldBits && now - this.toldAt >= TELL_AGAIN_MS);
  }

  tallyTold(low: number, high: number, now: number): void {
    this.toldBits = Math.max(this.toldBits, ones(low) + ones(high), 1);
    this.toldAt = now;
  }
}

export const isStale = (value: KnownValue, now: number): boolean => now - value.at >= TELL_AGAIN_MS;

/** What an isolate remembers so that the objects are asked seldom. Forgetting costs calls and nothing else. */
export class HabitMemory {
  private readonly days = new Recent<RememberedDay>(DAYS_REMEMBERED);
  private readonly room: Room = { left: VALUES_REMEMBERED };
  private readonly places = new Recent<Place | null>(ADDRESSES_REMEMBERED);

  day(org: string, principal: string, day: number): RememberedDay {
    const who = principal.length > NAME_MAX_CHARS ? principalKey(org, principal) : principal;
    const name = `${org}|${day}|${who}`;
    if (this.room.left <= 0) {
      this.days.age();
      this.room.left = VALUES_REMEMBERED;
    }
    let known = this.days.get(name);
    if (known === undefined) {
      known = new RememberedDay(principalKey(org, principal), day, this.room);
      this.days.set(name, known);
    }
    return known;
  }

  placeOf(countries: Countries | undefined, address: string | undefined): Place | undefined {
    if (countries === undefined || address === undefined) return undefined;
    let place = this.places.get(address);
    if (place === undefined) {
      place = countries.placeOf(address) ?? null;
      this.places.set(address, place);
    }
    return place ?? undefined;
  }
}
