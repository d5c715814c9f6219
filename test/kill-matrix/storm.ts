import { cellsOf, STORM, type Named } from './cells.ts';
import type { Judged } from './matrix.ts';
import type { Disturbance } from './points.ts';
import { runCell } from './run-cell.ts';

/** Mishaps of one storm. */
const MISHAPS_LEAST = 2;
const MISHAPS_MOST = 6;

/** Mulberry32: the same seed, the same storms. */
function randomBy(seed: number): (below: number) => number {
  let a = seed >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/**
 * Several mishaps in one run, chosen by the seed from the matrix's own. What they do to each other is not known beforehand: a
 * storm may end with a person asked, but never with an effect that stands twice, or is lost, or is not told.
 */
export async function* storms(action: string, count: number, seed: number): AsyncGenerator<Judged> {
  const model = await runCell({ action, ending: 'release' });
  const byLease = await runCell({ action, ending: 'expiry' });
  const cells = cellsOf(action, model.points, byLease.points);
  const single = cells.filter((c) => (c.cell.disturbances?.length ?? 0) > 0 && c.kind !== 'release race');
  const skewed = cells.filter((c) => c.cell.skew);
  const random = randomBy(seed);
  for (let n = 0; n < count; n++) {
    const chosen = Array.from(
      { length: MISHAPS_LEAST + random(MISHAPS_MOST - MISHAPS_LEAST + 1) },
      () => single[random(single.length)]!,
    );
    const byPoint = new Map<number, Disturbance>(
      chosen.flatMap((c) => c.cell.disturbances ?? []).map((d) => [d.at, d]),
    );
    const skew = random(3) === 0 ? skewed[random(skewed.length)] : undefined;
    const ending = random(3) === 0 ? 'expiry' : 'release';
    const holdMs = random(2) === 0 ? { holdMs: 1_000 } : {};
    const named: Named = {
      kind: STORM,
      name: `storm ${seed}.${n} (${ending}): ${[...chosen, ...(skew ? [skew] : [])].map((c) => c.name).join(' + ')}`,
      cell: { action, ending, ...holdMs, disturbances: [...byPoint.values()], skew: skew?.cell.skew },
    };
    yield { ...named, outcome: await runCell(named.cell, model) };
  }
}
