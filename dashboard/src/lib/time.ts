const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `4 s ago`, `in 3 min`: how far a time (ms) is from now (ms), in its largest unit, rounded down. */
export function relativeTime(at: number, now: number): string {
  const ms = now - at;
  const far = Math.abs(ms);
  if (far < 5 * SECOND) return 'just now';
  const words = shortDuration(far);
  return ms >= 0 ? `${words} ago` : `in ${words}`;
}

/** `42 s`, `5 min`, `3 h`, `12 d`: a length of time (ms) in its largest unit, rounded down. */
export function shortDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** `1:04:09` or `4:09`: what is left (ms) of a lease; never below zero. */
export function countdown(ms: number): string {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `2026-11-17 09:30:12.250 UTC`: exact, and the same for everybody who compares notes. */
export const absoluteTime = (at: number): string =>
  `${new Date(at).toISOString().replace('T', ' ').replace('Z', '')} UTC`;

const RANGE = /^(\d{1,4})(m|h|d)$/;
const UNIT_MS = { m: MINUTE, h: HOUR, d: DAY } as const;

/**
 * The moment (ms) that a filter's word for a time means: `30m`, `24h`, `7d` before now, an ISO date or time, or epoch
 * milliseconds; undefined if it is none.
 */
export function momentOf(word: string, now: number): number | undefined {
  const range = RANGE.exec(word);
  if (range !== null) return now - Number(range[1]) * UNIT_MS[range[2] as keyof typeof UNIT_MS];
  if (/^\d{12,14}$/.test(word)) return Number(word);
  if (!/^\d{4}-\d{2}-\d{2}/.test(word)) return undefined;
  const parsed = Date.parse(word);
  return Number.isNaN(parsed) ? undefined : parsed;
}
