import { FIXTURES } from '../kill-matrix/fixtures.ts';
import { storms } from '../kill-matrix/storm.ts';
import { isSound, lastLine, runMatrix, table, type Judged } from '../kill-matrix/matrix.ts';

/** Cells between two lines of progress. */
const PROGRESS_EVERY = 250;
/** Lines of one cell's history that are shown where it went wrong. */
const JOURNAL_SHOWN = 60;

const options = (args: readonly string[]): { actions: string[]; most?: number; storms: number; seed: number } => {
  const named = (name: string): string | undefined => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const storms = Number(named('storm') ?? '0');
  const seed = Number(named('seed') ?? '1');
  const wanted = named('action') ?? '';
  const most = Number(named('most') ?? '0');
  return {
    actions: Object.keys(FIXTURES).filter((name) => name.includes(wanted)),
    ...(most > 0 ? { most } : {}),
    storms,
    seed,
  };
};

/**
 * Every action × every point of the protocol × every mishap, against the simulated AWS. `--action <part of a name>` and `--most
 * <cells an action>` make it smaller; `--storm <runs an action> --seed <n>` has several go wrong in each run instead. Returns whether nothing was done twice and nothing was lost.
 */
export async function killMatrix(args: readonly string[]): Promise<boolean> {
  const began = Date.now();
  const wrong = new Map<string, Judged[]>();
  const { actions, storms: runs, seed, ...rest } = options(args);
  const note = {
    onCell: (done: number, of: number, cell: Judged) => {
      const { end, why } = cell.outcome;
      if (end !== 'once') {
        const key = `${end}: ${why.replaceAll(/\d+/g, 'N').slice(0, 160)}`;
        wrong.set(key, [...(wrong.get(key) ?? []), cell]);
        if (wrong.get(key)?.length === 1) console.log(`${end}: ${cell.cell.action}, ${cell.name}: ${why}`);
      }
      if (done % PROGRESS_EVERY === 0)
        console.error(`${done} of ${of} cells, ${Math.round((Date.now() - began) / 1000)} s`);
    },
  };
  const judged: Judged[] = [];
  if (runs > 0)
    for (const action of actions)
      for await (const cell of storms(action, runs, seed)) {
        judged.push(cell);
        note.onCell(judged.length, runs * actions.length, cell);
      }
  else judged.push(...(await runMatrix({ actions, ...rest, ...note })));
  console.log(table(judged));
  for (const [why, cells] of wrong) {
    console.log(`\n${cells.length} × ${why}`);
    for (const c of cells.slice(0, 5)) console.log(`  ${c.cell.action}: ${c.name}`);
    const [first] = cells;
    if (first && first.outcome.end !== 'asked') console.log(first.outcome.journal.slice(-JOURNAL_SHOWN).join('\n'));
  }
  console.log(lastLine(judged));
  return isSound(judged);
}
