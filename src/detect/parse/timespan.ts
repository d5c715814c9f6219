import { Fault, type Path } from './fault.ts';

/** Months and years are mean Gregorian ones, as pySigma has them. */
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_629_746_000,
  y: 31_556_952_000,
};
/** Longer than any log is kept. */
const MAX_MS = 10 * 31_556_952_000;

/** `90m` → milliseconds. Throws `Fault`. */
export function parseTimespan(value: unknown, path: Path): number {
  const found = typeof value === 'string' ? /^\s*(\d{1,9})\s*([smhdwMy])\s*$/.exec(value) : null;
  const ms = found === null ? 0 : Number(found[1]) * UNIT_MS[found[2]!]!;
  if (ms > 0 && ms <= MAX_MS) return ms;
  throw new Fault(path, 'a time span is a number above 0 and one of s, m, h, d, w, M, y', 'for example 90m');
}
