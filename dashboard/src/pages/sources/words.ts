import { shortDuration } from '../../lib/time.ts';
import type { Detail } from './data.ts';

const MINUTE_MS = 60_000;

/** `1,234`; `12.3 k`, `4.1 M` where there is little room */
export const count = (n: number): string => n.toLocaleString('en');
export function short(n: number): string {
  if (n < 10_000) return count(n);
  if (n < 1_000_000) return `${(n / 1_000).toFixed(n < 100_000 ? 1 : 0)} k`;
  return `${(n / 1_000_000).toFixed(1)} M`;
}
/** `one event`, `12 events` */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  n === 1 ? `1 ${one}` : `${count(n)} ${many}`;

/** `280 ms`, `4 s`, `3 min` */
export const lag = (ms: number | null): string =>
  ms === null ? 'unknown' : ms < 1_000 ? `${Math.round(ms)} ms` : shortDuration(ms);

/** `540 B`, `12 KiB`, `1.4 MiB` */
export function bytes(n: number): string {
  if (n < 1_024) return `${n} B`;
  if (n < 1_048_576) return `${Math.round(n / 1_024)} KiB`;
  return `${(n / 1_048_576).toFixed(1)} MiB`;
}

/** `15 min`, `4 h`, `3 d`, `90 min`: minutes in the largest unit that says them whole */
export function minutes(n: number): string {
  if (n > 0 && n % 1_440 === 0) return `${n / 1_440} d`;
  if (n > 0 && n % 60 === 0) return `${n / 60} h`;
  return `${n} min`;
}

/** When a source is missed, and who says so. */
export function rhythmWords(rhythm: Detail['rhythm']): readonly [when: string, by: string] {
  const after = `after ${minutes(rhythm.minutes)} of silence`;
  if (rhythm.by === 'set') return rhythm.minutes === 0 ? ['never', 'set by an admin'] : [after, 'set by an admin'];
  if (rhythm.by === 'kind') return [after, 'usual for its kind'];
  return rhythm.minutes === 0
    ? ['not yet', 'its rhythm is being learnt from what it sends']
    : [after, 'learnt from what it sent before'];
}

/** The same as a sentence. */
export function missedWords(rhythm: Detail['rhythm']): string {
  const [when, by] = rhythmWords(rhythm);
  if (rhythm.minutes > 0) return `Missed ${when}: ${by}.`;
  return rhythm.by === 'set' ? `Never missed: ${by}.` : `Not missed yet: ${by}.`;
}

/** Ahead of the fleet's clock by less than this is nothing to mend: networks and NTP do as much. */
const AHEAD_MIN_MS = 2_000;
export const skew = (aheadMs: number): string | undefined =>
  aheadMs < AHEAD_MIN_MS ? undefined : `Its clock was ahead by ${shortDuration(aheadMs)}`;

/** What a code of refusal means for whoever set the sender up, and what to look at. */
const REFUSED: Readonly<Record<string, readonly [what: string, todo: string]>> = {
  unauthenticated: [
    'Credential or signature wrong',
    'Compare the secret at the sender, or rotate it. A signed time that is off is refused too: look at its clock.',
  ],
  not_found: ['Another path', 'The sender adds to the address; compare it with the one in Set-up.'],
  method_not_allowed: ['Another method than POST', 'Compare what the sender is told in Set-up.'],
  malformed: ['The body could not be read', 'Cut off on its way, or not of this kind’s form.'],
  unsupported_media: ['Another content type', 'Compare content type and encoding with Set-up.'],
  too_large: ['Too large', 'Let the sender make smaller batches.'],
  unprocessable: ['Not of this kind', 'The sender speaks another protocol; a source of its kind takes it.'],
  too_fast: [
    'Too many requests',
    'The sender is told when to come again. Raise the rate in Settings if it is legitimate.',
  ],
  unavailable: ['Could not be taken at that moment', 'Nothing to do: the sender tries again.'],
  internal: ['Failed here', 'Nothing to do: the sender tries again. Look at the fleet if it lasts.'],
};
export const refusalWords = (code: string): readonly [what: string, todo: string] =>
  Object.hasOwn(REFUSED, code) ? REFUSED[code]! : [code, 'The sender was told the reason in its answer.'];

export const VERDICT_WORDS: Readonly<Record<string, readonly [word: string, tone: 'ok' | 'warn' | 'danger']>> = {
  processed: ['processed', 'ok'],
  partial: ['in part', 'warn'],
  dead: ['not readable', 'danger'],
};

/** How old, of a key's making (ms): `made today`, `12 d old` */
export const age = (at: number, now: number): string =>
  now - at < MINUTE_MS ? 'made just now' : `${shortDuration(now - at)} old`;

type Key = Detail['keys'][number];
/** Uses are kept to the hour, and to five minutes while two keys are good: what proved nothing for so long is out of use. */
const IN_USE_MS = 60 * MINUTE_MS;

/** Whether senders have this key: it proved a delivery within the last hour. */
export const keyInUse = ({ lastUsedAt }: Pick<Key, 'lastUsedAt'>, now: number): boolean =>
  lastUsedAt !== null && now - lastUsedAt < IN_USE_MS;

/** What to do while two keys are good, newest first; undefined while there is one. */
export function keysAdvice([fresh, old]: readonly Key[], now: number): string | undefined {
  if (fresh === undefined || old === undefined || old.expiresAt === null) return undefined;
  const left = shortDuration(Math.max(0, old.expiresAt - now));
  if (fresh.lastUsedAt === null)
    return `No sender uses the new key yet. Give it to the sender: the old one ends in ${left}.`;
  return keyInUse(old, now)
    ? `Some sender still uses the old key. Give it the new one: the old one ends in ${left}.`
    : `The new key is in use and the old one is not: end it now, or let it end in ${left}.`;
}
