import type { EventTraits } from '../../contracts/event.ts';
import { HOUR_MS } from '../../kit/clock.ts';
import { Recent } from '../../kit/recent.ts';
import type { Place } from '../enrich/country.ts';

/** What of a principal's habits is remembered. Their places in this list are stored: add at the end only. */
export const FEATURES = ['operation', 'region', 'country', 'user_agent', 'hour', 'network', 'access_key'] as const;
export type Feature = (typeof FEATURES)[number];

/** Values kept of each feature; together with the rest below 8 KB. Beyond them the lightest is forgotten. */
export const KEEP_VALUES: Readonly<Record<Feature, number>> = {
  operation: 144,
  region: 24,
  country: 24,
  user_agent: 32,
  hour: 24,
  network: 80,
  access_key: 24,
};

/** Values by the place of their feature in {@link FEATURES}; undefined where an event does not tell. */
export type FeatureValues = readonly (string | undefined)[];

/** Of an event's own words no more than these letters are taken over: a value is shown to people. */
const STRANGE = /[^\w.:/@+ -]/g;
const IS_STRANGE = /[^\w.:/@+ -]/;
const VALUE_MAX_CHARS = 96;
/** Of a user agent no more is looked at. */
const AGENT_MAX_CHARS = 300;
/** Put together anew: a slice would keep the whole text in memory for as long as the value is remembered. */
const firstOf = (text: string, chars: number): string =>
  Array.from({ length: Math.min(chars, text.length) }, (_, i) => text[i]).join('');

function plain(text: string): string {
  const cut = text.length > VALUE_MAX_CHARS ? firstOf(text, VALUE_MAX_CHARS) : text;
  return IS_STRANGE.test(cut) ? cut.replace(STRANGE, '_') : cut;
}

const HOURS: readonly string[] = Array.from({ length: 24 }, (_, hour) => String(hour));
/** Programs are few, and to take their names apart for every event is not. */
const families = new Recent<string>(1_000);

/** Values of an event. */
export function featureValues(
  traits: EventTraits,
  event: { readonly operation?: string; readonly region?: string; readonly time: number },
  place: Place | undefined,
): FeatureValues {
  const { accessKey, userAgent } = traits;
  return [
    event.operation === undefined ? undefined : plain(event.operation),
    event.region === undefined ? undefined : plain(event.region),
    place?.country,
    userAgent === undefined ? undefined : familyOf(userAgent),
    HOURS[Math.floor(event.time / HOUR_MS) % 24],
    place?.network,
    // A session's key is new in every session: that says nothing.
    accessKey === undefined || traits.accessKeyIsTemporary === true ? undefined : plain(accessKey),
  ];
}

function familyOf(userAgent: string): string {
  // What is kept must be bounded, and programs of such names are none that come again.
  if (userAgent.length > AGENT_MAX_CHARS) return userAgentFamily(userAgent);
  let family = families.get(userAgent);
  if (family === undefined) {
    family = userAgentFamily(userAgent);
    families.set(userAgent, family);
  }
  return family;
}

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

/** The program without its version; for browsers the system, since their names all claim to be each other. */
export function userAgentFamily(userAgent: string): string {
  const text = userAgent.slice(0, AGENT_MAX_CHARS).replace(/^\[/, '');
  if (text.startsWith('Mozilla/')) {
    const system = SYSTEMS.find(([pattern]) => pattern.test(text))?.[1];
    return system === undefined ? 'a browser' : `a browser on ${system}`;
  }
  const name = /^[^/\s(;\]]+/.exec(text)?.[0] ?? 'none';
  return firstOf(plain(name.toLowerCase()), 40);
}
