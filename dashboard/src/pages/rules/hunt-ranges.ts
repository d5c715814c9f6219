import type { RetroHuntView } from '../../../../src/contracts/retro-hunt.ts';

/** A stretch of the archive by when it was accepted (ms). `open`: not come to yet. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly kind: 'checked' | 'unchecked' | 'open';
  readonly why: string;
}
type Ranges = Pick<RetroHuntView, 'from' | 'to' | 'checked' | 'unchecked'>;

/** The hunt's time from end to end as stretches that meet, neighbours of one kind and reason joined. */
export function stretches(hunt: Ranges): Stretch[] {
  const known = [
    ...hunt.checked.map((r) => ({ ...r, kind: 'checked' as const, why: '' })),
    ...hunt.unchecked.map((r) => ({ ...r, kind: 'unchecked' as const })),
  ]
    .map((r) => ({ ...r, from: Math.max(r.from, hunt.from), to: Math.min(r.to, hunt.to) }))
    .filter((r) => r.to > r.from)
    .toSorted((a, b) => a.from - b.from || (a.kind === 'unchecked' ? -1 : 1));
  const out: Stretch[] = [];
  const add = (s: Stretch): void => {
    const last = out.at(-1);
    if (last !== undefined && last.kind === s.kind && last.why === s.why) out[out.length - 1] = { ...last, to: s.to };
    else out.push(s);
  };
  let at = hunt.from;
  for (const r of known) {
    if (r.from > at) add({ from: at, to: r.from, kind: 'open', why: '' });
    if (r.to > at) {
      add({ ...r, from: Math.max(r.from, at) });
      at = r.to;
    }
  }
  if (at < hunt.to) add({ from: at, to: hunt.to, kind: 'open', why: '' });
  return out;
}

/** Share of the hunt's time (0 to 1) that was looked at whole. */
export function shareChecked(hunt: Ranges): number {
  const all = hunt.to - hunt.from;
  if (all <= 0) return 0;
  return stretches(hunt).reduce((sum, s) => (s.kind === 'checked' ? sum + s.to - s.from : sum), 0) / all;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** `2026-11-17 09:00` in UTC, as the archive's hours are. */
export function hourWords(at: number): string {
  const d = new Date(at);
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
}

/** The same with its zone, for what stands alone. */
export const minuteWords = (at: number): string => `${hourWords(at)} UTC`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
/** `1.2 GB`: bytes in their largest decimal unit. */
export function bytesWords(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit]!}`;
}

/** `no match`, `one match`, `1,234 matches`. */
export const countWords = (n: number, one: string, many: string): string =>
  n === 0 ? `no ${one}` : n === 1 ? `one ${one}` : `${n.toLocaleString('en')} ${many}`;

export const isOver = (state: RetroHuntView['state']): boolean => state !== 'listing' && state !== 'running';
