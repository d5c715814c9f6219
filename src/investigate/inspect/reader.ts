import type { AwsClient, AwsRequest } from '../../aws/types.ts';
import type { Json } from '../../kit/canonical.ts';
import { clean } from '../text.ts';
import type { Notes } from './notes.ts';

/** Calls to AWS that one job makes at most: an incident must not become a load on the account that it protects. */
export const CALLS_MAX = 25;
/** No call begins after this since the job's start: an incident waits for its inspector. */
export const DEADLINE_MS = 20_000;

/** Calls in a row without an answer, each with its own retries: after these, AWS is away and is not waited for further. */
const SILENT_MAX = 2;

export interface Budget {
  calls: number;
  /** Calls in a row that ended without an answer. */
  silent: number;
  readonly until: number;
  readonly now: () => number;
}

export type Answer = { readonly [key: string]: Json };

/** Reads AWS within the job's budget. `undefined` means that nothing is known, and `notes.limits` says why. */
export async function readAws(
  client: AwsClient,
  budget: Budget,
  notes: Notes,
  request: AwsRequest,
  about: string,
): Promise<Answer | undefined> {
  const over =
    budget.calls >= CALLS_MAX
      ? `a job makes at most ${CALLS_MAX} calls`
      : budget.silent >= SILENT_MAX
        ? 'AWS does not answer'
        : budget.now() >= budget.until
          ? 'the time for this job was over'
          : undefined;
  if (over !== undefined) {
    notes.limit(`Further reads were left out: ${over}.`);
    return undefined;
  }
  budget.calls += 1;
  const answer = await client.sendRead(request);
  budget.silent = answer.ok || answer.error.kind !== 'unknown' ? 0 : budget.silent + 1;
  if (answer.ok) return answer.value;
  notes.limit(`${request.operation} of ${about}: ${answer.error.kind} (${clean(answer.error.code, 60)}).`);
  return undefined;
}

const isObject = (v: Json | undefined): v is Answer => v !== null && typeof v === 'object' && !Array.isArray(v);

/**
 * The first of these names that an answer has, also in lower camel case: EC2 writes `reservationSet` where the SDK says
 * `Reservations`, and another AWS-compatible endpoint may keep the one or the other.
 */
function pick(answer: Answer | undefined, names: readonly string[]): Json | undefined {
  for (const name of names)
    for (const key of [name, name.charAt(0).toLowerCase() + name.slice(1)])
      if (answer && Object.hasOwn(answer, key)) return answer[key];
  return undefined;
}

/** A list of objects in an answer, bare or wrapped in `member` or `item`; an empty list if there is none. */
export const listIn = (answer: Answer | undefined, ...names: readonly string[]): Answer[] => {
  let value = pick(answer, names);
  if (isObject(value)) value = value['member'] ?? value['item'] ?? value;
  return Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
};

export const textIn = (answer: Answer | undefined, ...names: readonly string[]): string | undefined => {
  const value = pick(answer, names);
  return typeof value === 'string' ? value : undefined;
};

export const objectIn = (answer: Answer | undefined, ...names: readonly string[]): Answer | undefined => {
  const value = pick(answer, names);
  return isObject(value) ? value : undefined;
};

/** ms of a time in an answer, written as text or seconds; undefined if it is neither. */
export function timeIn(answer: Answer, key: string): number | undefined {
  const value = pick(answer, [key]);
  const ms = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}
