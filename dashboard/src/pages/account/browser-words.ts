/** Browsers by what only they say of themselves, the more telling first. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['HeadlessChrome/', 'Chrome, headless'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['CrOS', 'ChromeOS'],
  ['Mac OS X', 'macOS'],
  ['Windows', 'Windows'],
  ['Linux', 'Linux'],
] as const;

/** `Chrome on macOS`: what a user agent claims to be, for a person who looks for the session that is not theirs. */
export function browserWords(userAgent: string): string {
  const browser = BROWSERS.find(([word]) => userAgent.includes(word))?.[1];
  const system = SYSTEMS.find(([word]) => userAgent.includes(word))?.[1];
  if (browser === undefined) return system ?? 'An unknown browser';
  return system === undefined ? browser : `${browser} on ${system}`;
}
