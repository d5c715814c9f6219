/** What the overview is about: the last so long, or a range that was drawn in the chart; kept in the URL. */
export const PRESETS = [
  ['1h', 'Last hour', 3_600_000],
  ['24h', 'Last 24 hours', 86_400_000],
  ['7d', 'Last 7 days', 7 * 86_400_000],
  ['30d', 'Last 30 days', 30 * 86_400_000],
  ['90d', 'Last 90 days', 90 * 86_400_000],
] as const;
export type Preset = (typeof PRESETS)[number][0];

export interface RangeSearch {
  readonly range?: Preset;
  /** Both, in ms: a permalink to exactly this */
  readonly since?: number;
  readonly until?: number;
}
const DEFAULT: Preset = '7d';
const isPreset = (v: unknown): v is Preset => PRESETS.some(([id]) => id === v);
const millis = (v: unknown): number | undefined => {
  const n = typeof v === 'number' || typeof v === 'string' ? Number(v) : Number.NaN;
  return Number.isInteger(n) && n >= 0 && n <= 8_640_000_000_000_000 ? n : undefined;
};

/** What a URL's search says of the range; nonsense is passed over. */
export function readRange(search: Readonly<Record<string, unknown>>): RangeSearch {
  const since = millis(search['since']);
  const until = millis(search['until']);
  if (since !== undefined && until !== undefined && since < until) return { since, until };
  return isPreset(search['range']) ? { range: search['range'] } : {};
}

/** A step that "now" is rounded down to, so that moments apart ask the same question. */
const STEP_MS = 60_000;

/** The range in ms; `now` matters to presets only. */
export function resolveRange(r: RangeSearch, now: number): { readonly since: number; readonly until: number } {
  if (r.since !== undefined && r.until !== undefined) return { since: r.since, until: r.until };
  const lengthMs = PRESETS.find(([id]) => id === (r.range ?? DEFAULT))?.[2] ?? PRESETS[2][2];
  const until = Math.ceil((now + 1) / STEP_MS) * STEP_MS;
  return { since: until - lengthMs, until };
}

export const presetOf = (r: RangeSearch): Preset | 'custom' =>
  r.since !== undefined ? 'custom' : (r.range ?? DEFAULT);
