/**
 * Makes a history out of an incident's log, as `npm run vedette -- incident replay <incident> --save <log>` wrote it:
 * `node test/histories/record.ts <log> <history>.ndjson`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { REDUCER_VERSION } from '../../src/incident/events.ts';
import { replay, type ReplayInput } from '../../src/incident/replay.ts';
import { effectsDigest, withoutPermits, type Header } from './history.ts';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error('usage: node test/histories/record.ts <log> <history>');
const log = JSON.parse(await readFile(from, 'utf8')) as ReplayInput;
const before = replay(log);
if (!before.same || before.broken.length > 0) throw new Error(`${from} does not replay as it is; record a sound log`);
const { events, parsed } = withoutPermits(log);
const { hash, state } = replay({ ...log, events });
const header: Header = { reducer: REDUCER_VERSION, hash, effects: effectsDigest(parsed), state };
await writeFile(to, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
