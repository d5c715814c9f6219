import { cellsOf, KINDS, STORM, sampleOf, type Kind, type Named } from './cells.ts';
import type { Sabotage } from './universe.ts';
import { runCell, type End, type Outcome } from './run-cell.ts';

export interface Judged extends Named {
  readonly outcome: Outcome;
}

export interface MatrixOptions {
  readonly actions: readonly string[];
  /** About so many cells an action; absent: all */
  readonly most?: number;
  /** Only such cells */
  readonly only?: (cell: Named) => boolean;
  readonly sabotage?: Sabotage;
  readonly onCell?: (done: number, of: number, cell: Judged) => void;
}

/** Runs the matrix. Throws if an action does not get through without mishaps: then there is nothing to judge by. */
export async function runMatrix({ actions, most, only, sabotage, onCell }: MatrixOptions): Promise<Judged[]> {
  const judged: Judged[] = [];
  const all: { cells: Named[]; model: Outcome }[] = [];
  for (const action of actions) {
    const model = await runCell({ action, ending: 'release' });
    const byLease = await runCell({ action, ending: 'expiry' });
    for (const clean of [model, byLease])
      if (clean.end !== 'once')
        throw new Error(`${action} without mishaps: ${clean.end}: ${clean.why}\n${clean.journal.join('\n')}`);
    const cells = cellsOf(action, model.points, byLease.points).filter((c) => only?.(c) ?? true);
    all.push({ cells: most === undefined ? cells : sampleOf(cells, most), model });
  }
  const of = all.reduce((n, a) => n + a.cells.length, 0);
  for (const { cells, model } of all)
    for (const named of cells) {
      const cell = { ...named, outcome: await runCell({ ...named.cell, sabotage }, model) };
      judged.push(cell);
      onCell?.(judged.length, of, cell);
    }
  return judged;
}

const count = (cells: readonly Judged[], end?: End): number =>
  cells.filter((c) => end === undefined || c.outcome.end === end).length;

/** Action × kind: cells, and how many of them did not end `once`. */
export function table(judged: readonly Judged[]): string {
  const actions = [...new Set(judged.map((c) => c.cell.action))];
  const of = (action: string, kind: Kind): string => {
    const own = judged.filter((c) => c.cell.action === action && c.kind === kind);
    if (own.length === 0) return '·';
    const others = (['asked', 'twice', 'lost'] as const).flatMap((end) =>
      count(own, end) > 0 ? [`${count(own, end)} ${end}`] : [],
    );
    return [`${count(own, 'once')}/${own.length}`, ...others].join(' ');
  };
  const kinds = ([...KINDS, STORM] as const).filter((k) => judged.some((c) => c.kind === k));
  const rows = [['', ...kinds], ...actions.map((a) => [a, ...kinds.map((k) => of(a, k))])];
  const widths = rows[0]!.map((_, n) => Math.max(...rows.map((r) => r[n]!.length)));
  return rows
    .map((r) => r.map((text, n) => (n === 0 ? text.padEnd(widths[n]!) : text.padStart(widths[n]!))).join('  '))
    .join('\n');
}

/** The one line that says it. */
export const lastLine = (judged: readonly Judged[]): string =>
  `kill matrix: ${judged.length} cells, ${count(judged, 'once')} once, ${count(judged, 'twice')} twice, ${count(judged, 'lost')} lost`;

export const isSound = (judged: readonly Judged[]): boolean => count(judged, 'twice') + count(judged, 'lost') === 0;
