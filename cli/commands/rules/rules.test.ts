import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/bundle.ts';

interface Ran {
  readonly code: number;
  readonly out: string[];
  readonly err: string[];
}
const linesOf = (text: string): string[] => text.split('\n').filter((l) => l !== '');
const vedette = (...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'cli/main.ts'), 'rules', ...args], { cwd: ROOT }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: linesOf(out), err: linesOf(err) }),
    );
  });

let dir: string;
const put = async (name: string, text: string | Uint8Array): Promise<string> => {
  const path = join(dir, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
};
const ndjson = (...records: readonly object[]): string => records.map((r) => `${JSON.stringify(r)}\n`).join('');
const door = `title: Door opened
id: 11111111-1111-4111-8111-111111111111
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: OpenDoor }
  condition: selection
`;
const often = `title: Door opened once
name: door_opened
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: OpenDoor }
  condition: selection
---
title: Door opened often
id: 22222222-2222-4222-8222-222222222222
level: critical
correlation:
  type: event_count
  rules: [door_opened]
  group-by: [user]
  timespan: 10m
  condition: { gte: 3 }
`;
const at = (minute: number, user: string, id = `e${minute}${user}`): object => ({
  eventName: 'OpenDoor',
  user,
  eventID: id,
  eventTime: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
});

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vedette-rules-'));
});

describe('rules eval', () => {
  it('prints one line a match, and on stderr each rule that does not compile, its path first, then a summary', async () => {
    await put('one/good.yml', door);
    const bad = await put('one/deep/bad.yaml', door.replace('condition: selection', 'condition: nothing'));
    await put('one/readme.yml', 'note: no rule at all\n');
    await put('one/info.yml', 'id: x\nabout:\n- id: y\n  title: Door opened\n');
    const events = await put('one.ndjson', ndjson({ eventName: 'x' }, { eventName: 'OPENDOOR' }));
    const ran = await vedette('eval', '--rules', join(dir, 'one'), '--events', events);
    expect(ran.out.map((l) => JSON.parse(l) as unknown)).toEqual([
      { line: 2, rule: '11111111-1111-4111-8111-111111111111', title: 'Door opened', level: 'high' },
    ]);
    expect(ran.err).toHaveLength(2);
    expect(ran.err[0]).toMatch(new RegExp(`^${bad.replaceAll('.', '\\.')}:7:\\d+: `));
    expect(ran.err[1]).toContain('1 matches');
    expect(ran.code).toBe(0);
    const strict = await vedette('eval', '--rules', join(dir, 'one'), '--events', events, '--strict', '--json');
    expect(strict.code).toBe(1);
    expect(JSON.parse(strict.err.at(-1)!)).toMatchObject({ rules: 1, failed: 1, notRules: 2, matches: 1, lines: 2 });
  });

  it('heeds log sources only where it is told what the events are', async () => {
    await put('two/door.yml', door);
    const events = await put('two.ndjson', ndjson({ eventName: 'OpenDoor' }));
    const matches = async (...more: string[]) =>
      (await vedette('eval', '--rules', join(dir, 'two'), '--events', events, ...more)).out.length;
    expect(await matches()).toBe(1);
    expect(await matches('--source', 'aws.cloudtrail')).toBe(1);
    expect(await matches('--source', 'okta.okta')).toBe(0);
  });

  it('counts for correlations by event time, each event once; what they count makes no line', async () => {
    await put('three/often.yml', often);
    const events = await put(
      'three.ndjson',
      ndjson(at(5, 'a'), at(1, 'a'), at(1, 'a'), at(20, 'b'), at(2, 'b'), at(9, 'a'), at(40, 'b')),
    );
    const ran = await vedette('eval', '--rules', join(dir, 'three'), '--events', events);
    expect(ran.out.map((l) => JSON.parse(l) as unknown)).toEqual([
      { line: 6, rule: '22222222-2222-4222-8222-222222222222', title: 'Door opened often', level: 'critical' },
    ]);
  });

  it('looks into what EventBridge wraps', async () => {
    const detail = { eventSource: 'door.amazonaws.com', eventName: 'OpenDoor', eventTime: '2026-01-01T00:00:00Z' };
    const wrapped = { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.door', detail };
    const events = await put(
      'wrapped.ndjson',
      ndjson(wrapped, { 'detail-type': 'x', detail: { eventName: 'OpenDoor' } }),
    );
    const ran = await vedette('eval', '--rules', join(dir, 'two'), '--events', events, '--source', 'aws.cloudtrail');
    expect(ran.out.map((l) => (JSON.parse(l) as { line: number }).line)).toEqual([1]);
  });

  it('takes a .json file that is one record or a list of them', async () => {
    const rules = join(dir, 'two');
    for (const [name, value] of [
      ['list', [{ eventName: 'x' }, { eventName: 'OpenDoor' }]],
      ['one', { eventName: 'OpenDoor' }],
    ] as const) {
      const events = await put(`${name}.json`, JSON.stringify(value, null, 2));
      const { code, out } = await vedette('eval', '--rules', rules, '--events', events);
      expect([code, out.map((l) => (JSON.parse(l) as { line: number }).line)]).toEqual([0, [name === 'list' ? 2 : 1]]);
    }
  });

  it('takes a .json file of indented records one after another, and one of a record a line', async () => {
    await put('chain/door.yml', door);
    const shut = { eventName: 'x', inner: [{ a: 1 }] };
    const open = { eventName: 'OpenDoor' };
    const indented = [shut, open, open].map((r) => JSON.stringify(r, null, 2)).join('\n');
    for (const [name, text] of Object.entries({ indented, lines: ndjson(shut, open, open) })) {
      const events = await put(`${name}.json`, text);
      const ran = await vedette('eval', '--rules', join(dir, 'chain'), '--events', events);
      expect(ran.out.map((l) => (JSON.parse(l) as { line: number }).line)).toEqual([2, 3]);
    }
  });

  it('takes a file that begins by a byte order mark, and a packed one; one that is packed badly is said to be', async () => {
    const rules = join(dir, 'two');
    const text = ndjson({ eventName: 'x' }, { eventName: 'OpenDoor' });
    const marked = await put('marked.ndjson', `\uFEFF${ndjson({ eventName: 'OpenDoor' })}${text}`);
    const packed = await put('packed.ndjson.gz', gzipSync(text));
    const torn = await put('torn.ndjson.gz', gzipSync(text.repeat(9_999)).subarray(0, 60));
    const places = async (events: string): Promise<unknown[]> => {
      const { code, out } = await vedette('eval', '--rules', rules, '--events', events);
      return [code, out.map((l) => (JSON.parse(l) as { line: number }).line)];
    };
    expect(await places(marked)).toEqual([0, [1, 3]]);
    expect(await places(packed)).toEqual([0, [2]]);
    expect((await places(torn))[0]).toBe(2);
  });

  it('says what it cannot read and exits 2; what can be read is matched all the same', async () => {
    const rules = join(dir, 'two');
    expect(await vedette('eval', '--rules', join(dir, 'none'), '--events', 'x')).toMatchObject({ code: 2, out: [] });
    expect(await vedette('eval', '--rules', rules, '--events', join(dir, 'none'))).toMatchObject({ code: 2, out: [] });
    const half = await put('half.ndjson', `{"eventName":"OpenDoor"}\n[1]\n\u001b[31mno\n{"eventName":"OpenDoor"}\n`);
    const ran = await vedette('eval', '--rules', rules, '--events', half);
    expect(ran.code).toBe(2);
    expect(ran.out.map((l) => (JSON.parse(l) as { line: number }).line)).toEqual([1, 4]);
    expect(ran.err.slice(0, 2)).toEqual([
      `${half}:2: not a JSON object; left out`,
      `${half}:3: not a JSON object; left out`,
    ]);
  });
});

describe('rules new, test, check and coverage', () => {
  it('a rule that is begun holds its cases; one that is broken fails, and nothing is overwritten', async () => {
    const mine = join(dir, 'mine');
    expect((await vedette('new', 'aws/cloudtrail/door-left-open', '--dir', mine)).code).toBe(0);
    expect((await vedette('new', 'aws/cloudtrail/door-left-open', '--dir', mine)).code).toBe(2);
    expect((await vedette('new', '../../etc/x', '--dir', mine)).code).toBe(2);
    expect(await vedette('test', mine)).toMatchObject({ code: 0, out: [] });
    const cases = join(mine, 'aws/cloudtrail/door-left-open.cases.ndjson');
    await writeFile(cases, (await readFile(cases, 'utf8')).replaceAll('"match":false', '"match":true'));
    const ran = await vedette('test', mine);
    expect(ran.code).toBe(1);
    expect(ran.out.join('\n')).toContain('must fire and did not');
    expect(ran.out.join('\n')).toContain('no case that must not fire');
    await put('mine/bad.yml', 'title: Bad\n');
    expect((await vedette('check', mine)).code).toBe(1);
  });

  it('coverage writes a Navigator layer and a table of technique, rule and cases', async () => {
    const out = join(dir, 'coverage');
    const ran = await vedette('coverage', '--out', out, '--json');
    expect(JSON.parse(ran.out[0]!)).toMatchObject({ failed: 0 });
    const layer = JSON.parse(await readFile(join(out, 'attack-navigator-layer.json'), 'utf8')) as {
      domain: string;
      techniques: { techniqueID: string; score: number }[];
    };
    expect(layer.domain).toBe('enterprise-attack');
    expect(layer.techniques.find((t) => t.techniqueID === 'T1562.008')?.score).toBeGreaterThan(0);
    expect(await readFile(join(out, 'coverage.md'), 'utf8')).toMatch(
      /\| T1562\.008 \| Audit trail stopped or weakened \| high \|/,
    );
  });
});
