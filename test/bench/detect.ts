import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEngine, type MeasuredEngine } from '../../src/detect/engine.ts';
import type { LogSource } from '../../src/detect/types.ts';
import { detectEvents } from './detect-events.ts';
import { generateRules, readShares, type Mix } from './detect-rules.ts';
import { startUp } from './detect-start.ts';
import { median } from './statistics.ts';

const SIZES = [10, 100, 1_000, 3_000];
const EVERYDAY = 333;
const ROUNDS = 41;
const WARM_UP_ROUNDS = 12;
/** Few enough that no collection comes in between: what was allocated is then the growth of the heap. */
const ALLOCATION_EVENTS = 200;
const CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail' };

interface Row {
  readonly rules: number;
  readonly nsAnEvent: number;
  readonly ratio: number;
  readonly judged: number;
  readonly bytes: number;
  readonly matches: number;
}

/** `npm run bench -- detect`: the rule engine against JSON.parse of the same events. */
export async function detect(): Promise<void> {
  const { shares, from } = readShares();
  const texts = detectEvents(EVERYDAY);
  const bytes = texts.reduce((n, t) => n + t.length, 0) / texts.length;
  console.log(`${texts.length} CloudTrail events of ${Math.round(bytes)} bytes; shapes of rules from ${from}`);
  for (const mix of ['cloudtrail', 'mixed'] as const) {
    const engines = SIZES.map((n) => createEngine(generateRules(n, mix, shares)));
    console.log(
      mix === 'cloudtrail'
        ? '\nAll rules are for this log source:'
        : '\nAs public rules are mixed, no log source given:',
    );
    table(measure(engines, mix, texts));
  }
  console.log(`\n(a+)+$ on 5,000 characters: ${hostileRegexMs().toFixed(1)} ms`);
  console.log(await startUp(texts[0]!));
}

/** All sizes and JSON.parse take turns in every round, so that what else the machine does falls on each alike. */
function measure(engines: readonly MeasuredEngine[], mix: Mix, texts: readonly string[]): readonly Row[] {
  const source = mix === 'cloudtrail' ? CLOUDTRAIL : undefined;
  const parses: number[] = [];
  const times = engines.map((): number[] => []);
  let matches = engines.map(() => 0);
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    const timed = round >= WARM_UP_ROUNDS;
    matches = engines.map(() => 0);
    for (const [i, engine] of engines.entries()) {
      // Parsed anew each time: records that were judged before would be quicker to read.
      const parseStarted = performance.now();
      const records = texts.map((t) => JSON.parse(t) as Record<string, unknown>);
      const started = performance.now();
      let found = 0;
      for (const record of records) found += engine.match(source, record).length;
      const ended = performance.now();
      matches[i] = found;
      if (!timed) continue;
      parses.push(started - parseStarted);
      times[i]!.push(ended - started);
    }
  }
  const parse = median(parses);
  return engines.map((engine, i) => {
    const before = engine.judged();
    const allocated = allocation(engine, source, texts);
    const judgements = (engine.judged() - before) / (allocated.events || 1);
    return {
      rules: SIZES[i]!,
      nsAnEvent: (median(times[i]!) * 1e6) / texts.length,
      ratio: median(times[i]!) / parse,
      judged: judgements,
      bytes: allocated.bytes,
      matches: matches[i]! / texts.length,
    };
  });
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
