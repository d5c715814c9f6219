const DAY_MS = 86_400_000;

/** For how long a key may be good; no end is a choice to be made, not the default. */
export const EXPIRIES = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['', 'Until it is revoked'],
] as const;

/** When a key made at `now` (milliseconds since 1970) ends; nothing for one that does not. */
export const expiryAt = (days: string, now: number): { expiresAt?: number } =>
  days === '' ? {} : { expiresAt: now + Number(days) * DAY_MS };
