/** Hunts of one organisation at once; more would take the queue from each other. */
export const HUNTS_AT_ONCE = 3;
/** Who does not ask for so long has gone: an object that was deleted, a hunt that is over. */
export const GONE_MS = 2 * 60_000;

export interface Asking {
  readonly hunt: string;
  /** When it first asked, ms */
  readonly since: number;
  /** When it asked last, ms */
  readonly at: number;
}

/** Puts a hunt in line, or keeps its place; answers the line, those who asked first in front. */
export function ask(line: readonly Asking[], hunt: string, now: number): Asking[] {
  const known = line.find((a) => a.hunt === hunt);
  const others = line.filter((a) => a.hunt !== hunt && a.at > now - GONE_MS);
  return [...others, { hunt, since: known?.since ?? now, at: now }].toSorted(
    (a, b) => a.since - b.since || (a.hunt < b.hunt ? -1 : 1),
  );
}

/** True if it is its turn. */
export const mayRun = (line: readonly Asking[], hunt: string): boolean =>
  line.slice(0, HUNTS_AT_ONCE).some((a) => a.hunt === hunt);
