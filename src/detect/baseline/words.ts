import { HISTORY_DAYS } from './days.ts';
import { FEATURES, type Feature, type FeatureValues } from './features.ts';
import type { Novelty } from './novelty.ts';
import type { History, Verdict, Verdicts } from './types.ts';

/** As many lines as a finding has room for. */
const LINES_MOST = 6;

const operationName = (value: string): string => value.slice(value.indexOf(':') + 1);
const hourText = (value: string): string => `${value.padStart(2, '0')}:00 and ${value.padStart(2, '0')}:59 UTC`;

const FIRST: Readonly<Record<Feature, (value: string) => string>> = {
  operation: (v) => `first ${operationName(v)} by this principal`,
  region: (v) => `first call of this principal to ${v}`,
  country: (v) => `first call of this principal from ${v}`,
  user_agent: (v) => `first call of this principal with ${v}`,
  hour: (v) => `first call of this principal between ${hourText(v)}`,
  network: (v) =>
    v === 'private' ? 'first call of this principal from a private network' : `first call of this principal from ${v}`,
  access_key: (v) => `first call of this principal with key ${v}`,
};
const RARE: Readonly<Record<Feature, (value: string) => string>> = {
  operation: (v) => `called ${operationName(v)}`,
  region: (v) => `called ${v}`,
  country: (v) => `came from ${v}`,
  user_agent: (v) => `came with ${v}`,
  hour: (v) => `called between ${hourText(v)}`,
  network: (v) => `came from ${v}`,
  access_key: (v) => `used key ${v}`,
};

const number = (n: number): string => String(n).replace(/(?<=\d)(?=(\d{3})+$)/g, ',');
const days = (n: number): string => (n === 1 ? '1 day' : `${number(n)} days`);
/** Beyond a hundred the count is no better than two digits. */
const about = (n: number): number =>
  n < 100 ? n : Math.round(n / 10 ** (Math.floor(Math.log10(n)) - 1)) * 10 ** (Math.floor(Math.log10(n)) - 1);

/** `34 days of history, about 1,200 events` */
const known = (h: History): string =>
  `${days(h.days)} of history, ${h.atLeast ? 'at least' : 'about'} ${number(about(h.events))} events`;

/** What is said of a feature; undefined where it is usual or nothing is known. */
function lineOf(feature: Feature, value: string, verdict: Verdict, history: History): string | undefined {
  switch (verdict.state) {
    case 'first':
      return `${FIRST[feature](value)} in ${HISTORY_DAYS} days (${known(history)})`;
    case 'first_of_many':
      // Who does many things does new ones; that this one never happened is worth knowing all the same.
      return feature === 'operation'
        ? `${FIRST[feature](value)} in ${HISTORY_DAYS} days, who often does what is new`
        : undefined;
    case 'rare':
      return feature === 'hour' || feature === 'network'
        ? undefined
        : `this principal ${RARE[feature](value)} on ${number(verdict.days)} of ${days(history.active)} with events`;
    default:
      return undefined;
  }
}

/** What was unusual about an event, in our own words; values are the sender's and cut. `dataDate` is of the table of countries. */
export function rarityLines(
  values: FeatureValues,
  verdicts: Verdicts,
  history: History | undefined,
  dataDate: string | undefined,
): string[] {
  if (history === undefined) return [];
  const lines: string[] = [];
  for (const [i, feature] of FEATURES.entries()) {
    const value = values[i];
    const verdict = verdicts[feature];
    if (value === undefined || verdict === undefined) continue;
    if (feature === 'network' && verdicts.country?.state === 'first') continue;
    const line = lineOf(feature, value, verdict, history);
    if (line === undefined) continue;
    const dated = feature === 'country' && dataDate !== undefined ? `${line}; country by data of ${dataDate}` : line;
    lines.push(dated.slice(0, 200));
  }
  return lines.slice(0, LINES_MOST);
}

const NEW: Readonly<Record<Feature, (value: string) => string>> = {
  operation: (v) => `first ${operationName(v)}`,
  region: (v) => `first in ${v}`,
  country: (v) => `first from ${v}`,
  user_agent: (v) => `first with ${v}`,
  hour: () => 'at a new hour',
  network: (v) => (v === 'private' ? 'first from a private network' : `first from ${v}`),
  access_key: () => 'with a key new to it',
};

/** `A principal did several things for the first time: first from BR, first DeleteTrail` */
export const anomalyTitle = (values: FeatureValues, novelty: Novelty): string =>
  `A principal did several things for the first time: ${novelty.features
    .map((f) => NEW[f](values[FEATURES.indexOf(f)] ?? ''))
    .join(', ')}`.slice(0, 300);

/** Fields of rules under which a feature's value stands. */
const VIEW_FIELD: Readonly<Record<Feature, string>> = {
  operation: 'ocsf.api.operation',
  region: 'vedette.region',
  country: 'vedette.source_country',
  user_agent: 'ocsf.http_request.user_agent',
  hour: 'vedette.hour_utc',
  network: 'ocsf.src_endpoint.ip',
  access_key: 'vedette.access_key',
};

/** Evidence of a finding of ours: what was new. */
export const anomalyFields = (values: FeatureValues, novelty: Novelty): { field: string; value: string }[] =>
  novelty.features.map((f) => ({ field: VIEW_FIELD[f], value: values[FEATURES.indexOf(f)] ?? '' }));
