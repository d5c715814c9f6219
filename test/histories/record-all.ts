/**
 * Plays every scenario on a fleet and a simulated AWS and records what became of it: `node test/histories/record-all.ts
 * [name …]`. To be run when the reducer's version changes; the histories are then replayed on every change.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ndjsonLines } from '../../cli/lib/send.ts';
import { ROOT } from '../../scripts/bundle.ts';
import { keyMade } from '../support/key-made.ts';
import { writeHistory } from './history.ts';
import { SCENARIOS, WHOLE_ATTACKS } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';

const PORTS = { console: 9331, ingest: 9332, simulator: 9333 };
const LEASE_MS = 12_000;
/** What custody says last may still be on its way to the log. */
const AFTERMATH_MS = 3_000;

const wanted = process.argv.slice(2);
const isWanted = ([name]: readonly [string, unknown]): boolean => wanted.length === 0 || wanted.includes(name);
const small = Object.entries(SCENARIOS).filter(isWanted);
const whole = Object.entries(WHOLE_ATTACKS).filter(isWanted);
let done = 0;

async function on(records: readonly Record<string, unknown>[], play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage({ ports: PORTS, leaseMs: LEASE_MS, records });
  try {
    await play(stage);
  } finally {
    await stage.stop();
  }
}

async function record(stage: Stage, name: string, incident: string): Promise<void> {
  await new Promise((r) => setTimeout(r, AFTERMATH_MS));
  await writeHistory(join(import.meta.dirname, `${name}.ndjson`), await stage.log(incident));
  console.log(`${++done} of ${small.length + whole.length}: ${name} (${incident})`);
}

if (small.length > 0)
  // Pairs of users: a scenario takes two.
  await on(
    Array.from({ length: small.length * 2 }, (_, n) => keyMade(n)),
    async (stage) => {
      for (const [i, [name, play]] of small.entries()) await record(stage, name, await play(stage, i * 2));
    },
  );
const file = join(ROOT, 'demo/leaked-key.ndjson');
const attack = ndjsonLines(await readFile(file, 'utf8'), file).map((l) => JSON.parse(l) as Record<string, unknown>);
for (const [name, play] of whole) await on(attack, async (stage) => record(stage, name, await play(stage, attack)));
process.exit();
