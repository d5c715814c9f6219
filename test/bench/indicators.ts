import type { Indicator } from '../../src/contracts/agents.ts';
import { HEADER_WORDS } from '../../src/detect/intel/format.ts';
import { ListPacker, saltOf } from '../../src/detect/intel/list-packer.ts';
import { openSet, type PackedSet } from '../../src/detect/intel/packed-set.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { cloudtrail } from '../../src/normalize/aws/cloudtrail/index.ts';
import { quietEvent } from './events.ts';
import { median } from './statistics.ts';

const LISTED = 1_000_000;
/** Of an organisation's day: those who call are few, and call often. */
const REGULARS = 200;
const EVENTS = 20_000;
/** Events that one delivery brings: parsed together, then looked at. */
const DELIVERY = 500;
const ROUNDS = 5;
const STRANGERS = 5_000_000;

type Listed = Pick<Indicator, 'type' | 'value'>;

/** Numbers that are the same in every run (Lehmer's generator by another modulus: only their spread matters). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state ^ (state >>> 15)) >>> 0;
  };
}

const v4 = (n: number): string => `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
const base32 = (n: number): string => n.toString(32).toUpperCase().padStart(7, 'Q');

/** What lists are made of: half of it addresses, with networks of ten lengths; then names, digests, URLs, agents, keys. */
function listed(i: number, next: () => number): Listed {
  const kind = i % 20;
  if (kind < 9) return { type: 'ip', value: v4(next()) };
  if (kind < 10) return { type: 'cidr', value: `${v4(next())}/${20 + (next() % 10)}` };
  if (kind < 14) return { type: 'domain', value: `h${next().toString(36)}.bad-${i}.example` };
  if (kind < 17)
    return { type: 'hash', value: Array.from({ length: 8 }, () => next().toString(16).padStart(8, '0')).join('') };
  if (kind < 18) return { type: 'url', value: `https://h${next().toString(36)}.example/drop/${i}` };
  if (kind < 19) return { type: 'user_agent', value: `collector-${i}/1.${next() % 100}` };
  return { type: 'access_key', value: `AKIA${base32(next())}${base32(next())}AA` };
}

/** Events whose address and key are one of so many callers'. */
function eventsOf(callers: number, seed: number): string[] {
  const next = numbers(seed);
  const people = Array.from({ length: callers }, () => [v4(next()), `ASIA${base32(next())}${base32(next())}AA`]);
  return Array.from({ length: EVENTS }, (_, i) => {
    const [address, key] = people[i % callers]!;
    return quietEvent(i, 'indicators')
      .replace(/198\.51\.100\.[0-9]+/, address!)
      .replace(/ASIAEXAMPLE[0-9]+/, key!);
  });
}

interface Cost {
  readonly parse: number;
  readonly take: number;
  readonly match: number;
  readonly seen: number;
}

/** ns an event of JSON.parse, of taking the observables out, and of looking for them, delivery by delivery. */
function measure(set: PackedSet, events: readonly string[]): Cost {
  const spans = { parse: [] as number[], take: [] as number[], match: [] as number[] };
  let seen = 0;
  for (let from = 0; from < events.length; from += DELIVERY) {
    const texts = events.slice(from, from + DELIVERY);
    const t0 = performance.now();
    const records = texts.map((t) => JSON.parse(t) as Record<string, unknown>);
    const t1 = performance.now();
    const values = records.map((r) => cloudtrail.observables(r));
    const t2 = performance.now();
    for (const observables of values) for (const [type, value] of observables) if (set.sees(type, value)) seen++;
    const t3 = performance.now();
    spans.parse.push(t1 - t0);
    spans.take.push(t2 - t1);
    spans.match.push(t3 - t2);
  }
  const ns = (ms: readonly number[]): number => (median(ms) / DELIVERY) * 1e6;
  return { parse: ns(spans.parse), take: ns(spans.take), match: ns(spans.match), seen };
}

function report(set: PackedSet, name: string, events: readonly string[]): void {
  measure(set, events);
  const rounds = Array.from({ length: ROUNDS }, () => measure(set, events));
  const of = (pick: (c: Cost) => number): number => median(rounds.map(pick));
  const ratio = (pick: (c: Cost) => number): string => of((c) => pick(c) / c.parse).toFixed(3);
  console.log(
    `${name}: JSON.parse ${Math.round(of((c) => c.parse))} ns an event; match ${Math.round(of((c) => c.match))} ns, ratio ${ratio((c) => c.match)}; ` +
      `with taking the values out ${Math.round(of((c) => c.take + c.match))} ns, ratio ${ratio((c) => c.take + c.match)}; ${rounds[0]!.seen} of ${events.length} events met an indicator`,
  );
}

/** `npm run bench -- indicators [--list N]`: a list of a million, packed, and looked at by CloudTrail events. */
export function indicators(args: readonly string[]): void {
  const at = args.indexOf('--list');
  const count = at < 0 ? LISTED : Number(args[at + 1]);
  if (!Number.isInteger(count) || count < 1 || count > LISTED) throw new Error(`--list takes 1 to ${LISTED}`);
  const next = numbers(7);
  const list = Array.from({ length: count }, (_, i): Indicator => ({
    ...listed(i, next),
    level: 'high',
    source: 'bench',
  }));
  const text = list.map((i) => JSON.stringify(i));

  let start = performance.now();
  for (const line of text) JSON.parse(line);
  const parseMs = performance.now() - start;
  start = performance.now();
  const packer = new ListPacker(saltOf(randomBytes(8)));
  for (const indicator of list) packer.add(indicator);
  const bytes = packer.finish();
  const buildMs = performance.now() - start;
  start = performance.now();
  const opened = openSet(bytes);
  const openMs = performance.now() - start;
  if (!opened.ok) throw new Error(opened.error);
  const set = opened.value;
  const fingerprintBytes = set.count * 8;
  console.log(
    `${count} indicators: ${bytes.byteLength} bytes packed (fingerprints ${fingerprintBytes}, gate ${bytes.byteLength - fingerprintBytes - HEADER_WORDS * 4}), ${set.bytes} in memory; ` +
      `${text.reduce((n, t) => n + t.length + 1, 0)} bytes as NDJSON`,
  );
  console.log(
    `packed with their shards' lines in ${Math.round(buildMs)} ms, ratio ${(buildMs / parseMs).toFixed(2)} to JSON.parse of the list; opened and checked in ${Math.round(openMs)} ms`,
  );

  const missed = list.filter((i) => i.type !== 'cidr' && !set.sees(i.type, i.value)).length;
  if (missed > 0) throw new Error(`${missed} listed values are not seen`);
  const foreign = numbers(99);
  let mistaken = 0;
  for (let i = 0; i < STRANGERS; i++) if (set.sees('access_key', `ASIB${base32(foreign())}${base32(i)}AA`)) mistaken++;
  console.log(
    `false: 0 of ${count} listed are missed, ${mistaken} of ${STRANGERS} strangers are seen (expected: ${((STRANGERS * set.count) / 2 ** 64).toExponential(1)})`,
  );

  const lengths = new Set(list.filter((i) => i.type === 'cidr').map((i) => i.value.split('/')[1])).size + 1;
  console.log(
    `an event shows an address, a key and an agent: 3 values, ${lengths + 2} probes (${lengths} prefix lengths are in use)`,
  );
  report(set, `${REGULARS} callers`, eventsOf(REGULARS, 1));
  report(set, 'every event another caller', eventsOf(EVENTS, 2));
}
