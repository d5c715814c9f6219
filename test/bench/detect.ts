import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bundledEngine } from '../../src/detect/bundled.ts';
import { createEngine, type MeasuredEngine } from '../../src/detect/engine.ts';
import type { LogSource } from '../../src/detect/types.ts';
import { detectEvents } from './detect-events.ts';
import { generateRules, readShares, type Shares } from './detect-rules.ts';
import { startUp } from './detect-start.ts';
import { median } from './statistics.ts';

const SIZES = [10, 100, 1_000, 3_000];
const EVERYDAY = 333;
const ROUNDS = 101;
const WARM_UP_ROUNDS = 40;
/** Few enough that no collection comes in between: what was allocated is then the growth of the heap. */
const ALLOCATION_EVENTS = 200;
/** The first is the headline: nothing is filtered by log source, and every rule reads fields that the events have. */
const SETS = [
  ['cloudtrail', 'All rules are for this log source'],
  ['named', 'The same without keyword rules, for which every value of every record is searched'],
  ['mixed', 'As public rules are mixed, no log source given'],
] as const;
const CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail' };

interface Row {
  readonly rules: number;
  readonly nsAnEvent: number;
  readonly ratio: number;
  readonly judged: number;
  readonly bytes: number;
  readonly matches: number;
}

/** `npm run bench -- detect`: the rule engine against JSON.parse of the same events. Each set in a process of its own, as in a Worker. */
export async function detect(): Promise<void> {
  const texts = detectEvents(EVERYDAY);
  const bytes = texts.reduce((n, t) => n + t.length, 0) / texts.length;
  console.log(
    `${texts.length} CloudTrail events of ${Math.round(bytes)} bytes; shapes of rules from ${readShares().from}`,
  );
  for (const [set, title] of SETS) {
    console.log(`\n${title}:`);
    table(SIZES.map((n) => inOwnProcess(set, n)));
  }
  const bundled = inOwnProcess('bundled', 0);
  console.log(
    `\nThe ${bundled.rules} bundled rules: ${Math.round(bundled.nsAnEvent)} ns an event, ${bundled.ratio.toFixed(2)} of JSON.parse, ${bundled.judged.toFixed(2)} judged and ${bundled.matches.toFixed(3)} matches an event`,
  );
  console.log(`(a+)+$ on 5,000 characters: ${hostileRegexMs().toFixed(1)} ms`);
  console.log(await startUp(texts[0]!));
}

function inOwnProcess(set: string, rules: number): Row {
  const out = execFileSync(process.execPath, [fileURLToPath(import.meta.url), set, String(rules)], {
    encoding: 'utf8',
  });
  return JSON.parse(out) as Row;
}

function engineOf(set: string, rules: number): MeasuredEngine {
  if (set === 'bundled') return bundledEngine();
  const { shares } = readShares();
  const counted: Shares = set === 'named' ? (f) => (f === 'keyword list' ? 0 : shares(f)) : shares;
  return createEngine(generateRules(rules, set === 'mixed' ? 'mixed' : 'cloudtrail', counted));
}

/** Engine and JSON.parse take turns in every round, so that what else the machine does falls on both alike. */
function measure(engine: MeasuredEngine, source: LogSource | undefined, texts: readonly string[]): Row {
  const parses: number[] = [];
  const times: number[] = [];
  let matches = 0;
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    // Parsed anew each time: records that were judged before would be quicker to read.
    const parseStarted = performance.now();
    const records = texts.map((t) => JSON.parse(t) as Record<string, unknown>);
    const started = performance.now();
    matches = 0;
    for (const record of records) matches += engine.match(source, record).length;
    const ended = performance.now();
    if (round < WARM_UP_ROUNDS) continue;
    parses.push(started - parseStarted);
    times.push(ended - started);
  }
  const before = engine.judged();
  const allocated = allocation(engine, source, texts);
  return {
    rules: engine.rules.length,
    nsAnEvent: (median(times) * 1e6) / texts.length,
    // Round by round: a slow stretch of the machine falls on both.
    ratio: median(times.map((t, i) => t / parses[i]!)),
    judged: (engine.judged() - before) / allocated.events,
    bytes: allocated.bytes,
    matches: matches / texts.length,
  };
}

function allocation(
  engine: MeasuredEngine,
  source: LogSource | undefined,
  texts: readonly string[],
): { bytes: number; events: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const growths: number[] = [];
  let events = 0;
  for (let round = 0; round < 5; round++) {
    const records = texts.slice(-ALLOCATION_EVENTS).map((t) => JSON.parse(t) as Record<string, unknown>);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (const record of records) engine.match(source, record);
    growths.push(process.memoryUsage().heapUsed - before);
    events += records.length;
  }
  return { bytes: Math.max(0, median(growths)) / ALLOCATION_EVENTS, events };
}

function table(rows: readonly Row[]): void {
  console.log('| rules | ns an event | of JSON.parse | rules judged an event | bytes allocated | matches an event |');
  console.log('| ----- | ----------- | ------------- | --------------------- | --------------- | ---------------- |');
  for (const r of rows)
    console.log(
      `| ${r.rules} | ${Math.round(r.nsAnEvent)} | ${r.ratio.toFixed(2)} | ${r.judged.toFixed(2)} | ${Math.round(r.bytes)} | ${r.matches.toFixed(3)} |`,
    );
  const at = (n: number): Row => rows.find((r) => r.rules === n)!;
  console.log(
    `1,000 rules: ${at(1_000).ratio.toFixed(2)} of JSON.parse (aim ≤ 0.5); 3,000 rules: ${(at(3_000).nsAnEvent / at(100).nsAnEvent).toFixed(2)} times 100 (aim ≤ 2)`,
  );
}

function hostileRegexMs(): number {
  const test = { kind: 'regex', source: '(a+)+$', flags: '' } as const;
  const [rule] = generateRules(1, 'mixed', () => 0);
  const searches = { s: { alternatives: [[{ field: 'f', tests: [test], all: false }]] } };
  const engine = createEngine([{ ...rule!, searches, conditions: [{ kind: 'search', name: 's' }] }]);
  const record = { f: `${'a'.repeat(4_999)}!` };
  engine.match(undefined, { f: 'aaaa!' });
  const started = performance.now();
  engine.match(undefined, record);
  return performance.now() - started;
}

const [, script, set, rules] = process.argv;
if (script === fileURLToPath(import.meta.url) && set !== undefined)
  console.log(
    JSON.stringify(
      measure(engineOf(set, Number(rules)), set === 'mixed' ? undefined : CLOUDTRAIL, detectEvents(EVERYDAY)),
    ),
  );
