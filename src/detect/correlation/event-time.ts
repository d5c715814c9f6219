import { compilePath, type Walk } from '../compile/path.ts';

/** Where the senders that we know say when something happened, the more telling first. */
export const TIME_FIELDS: readonly string[] = [
  // CloudTrail
  'eventTime',
  'eventtime',
  'detail.eventTime',
  // Kubernetes audit: when the request came, then when this stage was reached
  'requestReceivedTimestamp',
  'stageTimestamp',
  // Elastic, GitHub (ms), Okta
  '@timestamp',
  'published',
  // Google Cloud, VPC Flow (s), Azure, Entra ID, Microsoft 365
  'timestamp',
  'start',
  'time',
  'createdDateTime',
  'activityDateTime',
  'eventTimestamp',
  'CreationTime',
  'created_at',
  'createdAt',
  'event_time',
  // Windows
  'Event.System.TimeCreated.#attributes.SystemTime',
  'Event.System.TimeCreated.SystemTime',
  'Event.System.TimeCreated',
  'TimeCreated',
  'UtcTime',
  'date',
];

const walks = new Map<string, Walk>();
const walkOf = (path: string): Walk => {
  let walk = walks.get(path);
  if (walk === undefined) {
    walk = compilePath(path);
    walks.set(path, walk);
  }
  return walk;
};

/**
 * When a raw record says that it happened, ms since 1970; undefined if it says nothing that can be read. `field` (dotted) names the one
 * field to look at. Numbers are seconds, ms, µs or ns by their size; text is ISO 8601 (UTC where it names no zone) or a number.
 */
export function eventTime(record: Record<string, unknown>, field?: string): number | undefined {
  for (const path of field === undefined ? TIME_FIELDS : [field]) {
    let found: number | undefined;
    walkOf(path)(record, (value) => (found = timeOf(value)) !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Each unit's numbers for the years 1990 to 2200 or so overlap with no other's. */
const UNITS: readonly (readonly [least: number, ms: number])[] = [
  [1e17, 1e-6],
  [1e14, 1e-3],
  [1e11, 1],
  [1e8, 1e3],
];

function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    const unit = UNITS.find(([least]) => value >= least);
    return unit === undefined || !Number.isFinite(value) ? undefined : Math.trunc(value * unit[1]);
  }
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (/^[0-9]{9,19}(\.[0-9]+)?$/.test(value)) return timeOf(Number(value));
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(value.trim());
  if (iso === null) return undefined;
  const zone = (iso[4] ?? 'Z').toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const ms = Date.parse(`${iso[1]}T${iso[2]}.${(iso[3] ?? '0').slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}
