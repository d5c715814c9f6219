/**
 * Makes a history out of an incident's log, as `npm run vedette -- incident replay <incident> --save <log>` wrote it:
 * `node test/histories/record.ts <log> <history>.ndjson`.
 */
import { readFile } from 'node:fs/promises';
import type { ReplayInput } from '../../src/incident/replay.ts';
import { writeHistory } from './history.ts';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error('usage: node test/histories/record.ts <log> <history>');
await writeHistory(to, JSON.parse(await readFile(from, 'utf8')) as ReplayInput);
