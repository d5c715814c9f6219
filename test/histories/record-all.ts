/**
 * Plays every scenario on a fleet and a simulated AWS and records what became of it: `node test/histories/record-all.ts
 * [name …]`. To be run when the reducer's version changes; the histories are then replayed on every change.
 */
import { join } from 'node:path';
import { keyMade } from '../support/key-made.ts';
import { writeHistory } from './history.ts';
import { SCENARIOS } from './scenarios.ts';
import { openStage } from './stage.ts';

const wanted = process.argv.slice(2);
const chosen = Object.entries(SCENARIOS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
/** Pairs of users: a scenario takes two at most. */
const records = Array.from({ length: chosen.length * 2 }, (_, n) => keyMade(n));
const stage = await openStage({ ports: { console: 9331, ingest: 9332, simulator: 9333 }, leaseMs: 12_000, records });
try {
  for (const [i, [name, play]] of chosen.entries()) {
    const incident = await play(stage, i * 2);
    // What custody says last may still be on its way to the log.
    await new Promise((r) => setTimeout(r, 3_000));
    await writeHistory(join(import.meta.dirname, `${name}.ndjson`), await stage.log(incident));
    console.log(`${i + 1} of ${chosen.length}: ${name} (${incident})`);
  }
} finally {
  await stage.stop();
}
process.exit();
