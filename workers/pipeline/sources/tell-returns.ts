import { incidentsOf, type Standing } from '../../../src/storage/main/read/source-watch.ts';
import type { Deps } from '../deps.ts';
import { logError } from '../retry.ts';

/** As many as the supervisor takes in one call. */
const TOLD_AT_ONCE = 500;

/** A source that was found silent, in a finding, and that delivered since. */
const spoke = (s: Standing): s is Standing & { lastAt: number; finding: string } =>
  s.finding !== null && s.lastAt !== null && s.silentSince !== null && s.lastAt > s.silentSince;

/**
 * Tells the incidents of silences which of their sources speak again. Answers those that are through with, told or with nobody to
 * tell: the rest keeps its mark, and is told with the next look. The same return is told once, however often. Never throws.
 */
export async function tellReturns(
  deps: Pick<Deps, 'db' | 'supervisor'>,
  over: readonly Standing[],
): Promise<Standing[]> {
  const done = over.filter((s) => !spoke(s));
  for (const [org, standings] of Map.groupBy(over.filter(spoke), (s) => s.org))
    try {
      const returns = await incidentsOf(
        deps.db,
        org,
        standings.map((s) => ({ source: s.sourceId, finding: s.finding, since: s.lastAt })),
      );
      for (let i = 0; i < returns.length; i += TOLD_AT_ONCE) {
        const told = await deps.supervisor.spoke({ v: 1, org, returns: returns.slice(i, i + TOLD_AT_ONCE) });
        if (!told.ok) throw new Error(`the supervisor refused: ${told.error.code}: ${told.error.detail}`);
      }
      done.push(...standings);
    } catch (cause) {
      logError('source_return_not_told', org, cause);
    }
  return done;
}
