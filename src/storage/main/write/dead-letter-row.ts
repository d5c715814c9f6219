import { deterministicId } from '../../../kit/ids.ts';

/** A reason is for a person to read; what is quoted in it may be a stranger's. */
export const REASON_MAX_CHARS = 1000;
/** A message's body is kept whole up to what a queue carries. */
const BODY_MAX_CHARS = 128_000;

export interface NewDeadLetter {
  readonly org: string;
  readonly kind: 'delivery' | 'record' | 'message';
  /** Queue or source kind that it fell out of */
  readonly origin: string;
  readonly reason: string;
  readonly place?: string;
  readonly delivery?: string;
  readonly blockKey?: string;
  readonly sourceId?: string;
  readonly body?: string;
  /** It tells of records that have no letter of their own. */
  readonly further?: true;
  readonly attempts: number;
}

/** The same delivery, place and body always make the same dead letter. */
export const deadLetterId = (d: NewDeadLetter): string =>
  deterministicId('dead', d.org, d.kind, d.origin, d.delivery ?? '', d.place ?? '', d.body ?? '');

/** A letter's columns, in the order of the statements here. */
export const rowOf = (d: NewDeadLetter, now: number): (string | number | null)[] => [
  deadLetterId(d),
  d.org,
  d.kind,
  d.origin,
  d.reason.slice(0, REASON_MAX_CHARS).toWellFormed(),
  d.place ?? null,
  d.delivery ?? null,
  d.blockKey ?? null,
  d.body?.slice(0, BODY_MAX_CHARS) ?? null,
  now,
  d.attempts,
  d.sourceId ?? null,
];
