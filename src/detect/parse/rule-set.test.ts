import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';
import { parseRules, type ParseOptions } from './rule-set.ts';

const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };
const read = (...texts: string[]) => parseRules(texts.map((text, i) => ({ path: `f${i}.yml`, text })));
const rule = (title: string, head = '', field = 'f: x') => `title: ${title}
${head}logsource:
  product: aws
detection:
  a:
    ${field}
  condition: a
`;
const correlation = (title: string, rules: string, rest = '', head = '') => `title: ${title}
${head}correlation:
  type: event_count
  rules: ${rules}
  group-by: [user]
  timespan: 5m
  condition:
    gte: 10
${rest}`;
const filter = (rules: string, condition = 'not a', head = '') => `title: Filter
${head}logsource:
  product: aws
filter:
  rules: ${rules}
  a:
    user: robot
  condition: ${condition}
`;
const join = (...documents: string[]): string => documents.join('---\n');
const fires = ({ rules }: ReturnType<typeof read>, record: Record<string, unknown>): string[] =>
  createEngine(rules.rules)
    .match(LOGSOURCE, record)
    .map((m) => m.title);

describe('a collection', () => {
  it('may hold any number of rules, and a broken one stops no other of its file', () => {
    const set = read(join(rule('A'), 'title: [\n', rule('B', 'level: loud\n'), '- list\n', rule('C')), rule('D'));
    expect(set.rules.rules.map((r) => r.meta.title)).toEqual(['A', 'C', 'D']);
    expect(set.errors.map((e) => [e.file, e.line])).toEqual([
      ['f0.yml', 10],
      ['f0.yml', 12],
      ['f0.yml', 20],
    ]);
    expect(set.errors.map((e) => e.message)).toEqual([
      expect.stringMatching(/not valid YAML/),
      expect.stringMatching(/level must be one of/),
      expect.stringMatching(/a rule is a map/),
    ]);
  });

  it('lends global content until a reset, and what a rule says itself goes first', () => {
    const shared = 'action: global\nlevel: high\nlogsource:\n  product: aws\ndetection:\n  condition: a\n';
    const own = (title: string, head = '') => `title: ${title}\n${head}detection:\n  a:\n    f: ${title}\n`;
    const set = read(join(shared, own('A'), own('B', 'level: low\n'), 'action: reset\n', own('C')));
    expect(set.rules.rules.map((r) => [r.meta.title, r.meta.level])).toEqual([
      ['A', 'high'],
      ['B', 'low'],
    ]);
    expect(set.errors).toMatchObject([{ line: 21, column: 1, message: expect.stringMatching(/logsource/) as string }]);
    expect(fires(set, { f: 'a' })).toEqual(['A']);
  });

  it('repeats the rule before with what is changed, under an id of its own', () => {
    const id = 'id: 00000000-0000-4000-8000-000000000001\n';
    const set = read(join(rule('A', id), 'action: repeat\ntitle: B\ndetection:\n  a:\n    f: y\n'));
    expect(set.errors).toEqual([]);
    expect(fires(set, { f: 'y' })).toEqual(['B']);
    expect(new Set(set.rules.rules.map((r) => r.meta.id)).size).toBe(2);
    expect(read('action: repeat\ntitle: B\n').errors).toMatchObject([
      { line: 1, message: expect.stringMatching(/no rule before/) as string },
    ]);
  });

  it('without any rule is an error, and empty documents between rules are none', () => {
    expect(read('').errors).toMatchObject([{ line: 1, message: expect.stringMatching(/no rule/) as string }]);
    expect(read('# nothing\n').errors).toHaveLength(1);
    expect(read(`---\n${rule('A')}---\n---\n# end\n`).errors).toEqual([]);
  });
});

describe('what a rule may leave out', () => {
  it('is everything but title, log source and detection; the id that it gets is the same each time', () => {
    const [a, again] = [read(rule('A')), read(rule('A'))].map((s) => s.rules.rules[0]!.meta);
    expect(a).toMatchObject({ level: 'informational', status: 'experimental', references: [], kind: 'rule' });
    expect(a!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(again!.id).toBe(a!.id);
    const ids = [read(rule('B')), read('', rule('A'))].map((s) => s.rules.rules[0]!.meta.id);
    expect(new Set([a!.id, ...ids]).size).toBe(3);
  });

  it('keeps what the specification knows and this engine does not use', () => {
    const head =
      'id: my-own-id\nname: a_name\nauthor: me\ndate: 2024-01-31\nmodified: 2024/02/01\nrelated:\n  - id: x\n    type: similar\n' +
      'taxonomy: sigma\nlicense: MIT\nscope: [server]\nfields: [a]\nstatus: unsupported\ntags: [attack.t1059, car.2016-04-002, detection.emerging-threats]\n' +
      'falsepositives: Unknown\ncustom: {a: 1}\nregression_tests_path: x\n';
    const set = read(rule('A', head));
    expect(set.errors).toEqual([]);
    expect(set.rules.rules[0]!.meta).toMatchObject({
      id: 'my-own-id',
      name: 'a_name',
      status: 'unsupported',
      techniques: ['T1059'],
    });
  });

  it('lists of texts may hold what YAML takes for maps or numbers', () => {
    const set = read(rule('A', 'falsepositives:\n  - Rare: admins only\n  - 5\n  -\nreferences:\n  - [a, b]\n'));
    expect(set.errors).toEqual([]);
    expect(set.rules.rules[0]!.meta).toMatchObject({
      falsePositives: ['Rare: admins only', '5'],
      references: ['["a","b"]'],
    });
  });

  it('an id used twice is an error of the second, at its place', () => {
    const set = read(rule('A', 'id: one\n'), rule('B', 'id: one\n'));
    expect(set.errors).toMatchObject([
      { file: 'f1.yml', line: 2, column: 1, message: expect.stringMatching(/already used by f0/) as string },
    ]);
    expect(set.rules.rules).toHaveLength(1);
  });
});

describe('a correlation', () => {
  it('finds its rules by id or name across files, and its aliases say which field each rule means', () => {
    const set = read(
      rule('A', 'id: 0E95725D-7320-415d-80f7-004da920fc11\n'),
      rule('B', 'id: b\nname: bee\n'),
      `title: C\nid: c\ncorrelation:\n  type: value_count\n  rules: [0e95725d-7320-415d-80f7-004da920fc11, bee]\n  group-by: [who, host]\n  timespan: 90m\n  aliases:\n    who:\n      bee: user.name\n  condition:\n    field: [ip, port]\n    gt: 3\n    lte: 1e1\n`,
    );
    expect(set.errors).toEqual([]);
    const a = '0e95725d-7320-415d-80f7-004da920fc11';
    expect(set.rules.correlations).toMatchObject([
      {
        type: 'value_count',
        rules: [a, 'b'],
        groupBy: [
          { name: 'who', fields: { [a]: 'who', b: 'user.name' } },
          { name: 'host', fields: { [a]: 'host', b: 'host' } },
        ],
        timespanMs: 5_400_000,
        bounds: [
          { op: 'gt', value: 3 },
          { op: 'lte', value: 10 },
        ],
        fields: ['ip', 'port'],
        meta: { id: 'c', kind: 'correlation' },
      },
    ]);
  });

  it('silences the rules of its own file unless it generates them, and never those of another', () => {
    const set = read(join(rule('A', 'name: a\n'), correlation('C', '[a, other]')), rule('Other', 'name: other\n'));
    const silent = (s: typeof set) => s.rules.rules.filter((r) => r.meta.silent).map((r) => r.meta.title);
    expect(set.errors).toEqual([]);
    expect(silent(set)).toEqual(['A']);
    expect(silent(read(join(rule('A', 'name: a\n'), correlation('C', '[a]', '  generate: true\n'))))).toEqual([]);
    expect(silent(read(join(rule('A', 'name: a\n'), correlation('C', '[a]', '', 'generate: true\n'))))).toEqual([]);
    // A broken correlation silences nothing.
    expect(silent(read(join(rule('A', 'name: a\n'), correlation('C', '[a, gone]'))))).toEqual([]);
  });

  it('takes the highest level of its rules where it has none, through a chain', () => {
    const set = read(
      join(
        correlation('Outer', '[inner]'),
        correlation('Inner', '[a, b]', '', 'name: inner\n'),
        rule('A', 'name: a\nlevel: low\n'),
        rule('B', 'name: b\nlevel: high\n'),
      ),
    );
    expect(set.rules.correlations.map((c) => [c.meta.title, c.meta.level, c.meta.silent])).toEqual([
      ['Outer', 'high', undefined],
      ['Inner', 'high', true],
    ]);
  });

  it('reads a condition over rules, of those that it lists or of those that it speaks of', () => {
    const temporal = (rest: string) =>
      read(
        join(
          rule('A', 'id: i-a\nname: a\n'),
          rule('B', 'id: i-b\nname: b\n'),
          `title: C\ncorrelation:\n  type: temporal\n  timespan: 1h\n${rest}`,
        ),
      );
    const both = temporal('  condition: a and not b\n');
    expect(both.errors).toEqual([]);
    expect(both.rules.correlations[0]).toMatchObject({
      rules: ['i-a', 'i-b'],
      bounds: [],
      expression: {
        kind: 'and',
        of: [
          { kind: 'search', name: 'i-a' },
          { kind: 'not', of: { name: 'i-b' } },
        ],
      },
    });
    expect(temporal('  rules: [a, b]\n').rules.correlations[0]).toMatchObject({ bounds: [], rules: ['i-a', 'i-b'] });
    expect(temporal('  rules: [a, b]\n  condition: a\n').errors[0]?.message).toMatch(/not spoken of/);
    expect(temporal('  condition: not a\n').errors[0]?.message).toMatch(/when nothing happens/);
  });

  it.each([
    ['an unknown rule', correlation('C', '[a, gone]'), 13, /no rule "gone"/],
    ['itself', correlation('C', '[c]', '', 'name: c\n'), 14, /refers to itself/],
    ['an unknown type', correlation('C', '[a]').replace('event_count', 'sometimes'), 12, /type must be one of/],
    ['no bound', correlation('C', '[a]').replace('gte: 10', 'percentile: 5'), 16, /no bound/],
    ['a bad time span', correlation('C', '[a]').replace('5m', '5 minutes'), 15, /time span/],
    ['a statistic without a field', correlation('C', '[a]').replace('event_count', 'value_sum'), 16, /needs a field/],
    ['a misspelt key', correlation('C', '[a]').replace('group-by', 'group_by'), 14, /unknown key "group_by"/],
    [
      'an alias of a stranger',
      correlation('C', '[a]', '  aliases:\n    u:\n      z: f\n'),
      20,
      /"z", which is no rule/,
    ],
  ])('with %s says where', (_, text, line, message) => {
    const { errors } = read(join(rule('A', 'name: a\n'), text));
    expect(errors).toMatchObject([{ file: 'f0.yml', line }]);
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.hint).toMatch(/^\w+[: ]./);
  });

  it('in a circle is an error, and so is what leans on a broken one', () => {
    const set = read(
      correlation('A', '[b]', '', 'name: a\n'),
      correlation('B', '[a]', '', 'name: b\n'),
      correlation('C', '[gone]', '', 'name: c\n'),
      correlation('D', '[c]'),
    );
    expect(set.rules.correlations).toEqual([]);
    expect(set.errors.map((e) => e.message)).toEqual([
      expect.stringMatching(/itself through others/),
      expect.stringMatching(/itself through others/),
      expect.stringMatching(/no rule "gone"/),
      expect.stringMatching(/"C", which has an error/),
    ]);
  });

  it('may be a link of a chain, in any order of files, that is not without end', () => {
    const chain = (length: number) =>
      read(
        rule('A', 'name: c0\n'),
        ...Array.from({ length }, (_, i) => correlation(`C${i}`, `[c${length - i - 1}]`, '', `name: c${length - i}\n`)),
      );
    expect(chain(100).errors).toEqual([]);
    expect(chain(100).rules.correlations).toHaveLength(100);
    const long = chain(102);
    expect(long.rules.correlations).toHaveLength(100);
    expect(long.errors.map((e) => e.message)).toEqual([
      expect.stringMatching(/which has an error/),
      expect.stringMatching(/chain of more than 100/),
    ]);
  });

  it('wants a name to mean one rule, the one of its own file first', () => {
    const named = (id: string) => rule(id, `id: ${id}\nname: same\n`);
    expect(read(named('x'), join(named('y'), correlation('C', '[same]'))).rules.correlations[0]?.rules).toEqual(['y']);
    expect(read(named('x'), named('y'), correlation('C', '[same]')).errors[0]?.message).toMatch(/several rules/);
  });
});

describe('an aggregation of Sigma 1.0', () => {
  const legacy = (condition: string, rest = '') =>
    read(
      `title: A\nid: old\nlevel: high\nlogsource:\n  product: aws\ndetection:\n  a:\n    f: x\n${rest}  condition: ${condition}\n`,
    );

  it.each([
    ['a | count() > 10', 'event_count', [], [], 'gt', 10],
    ['a | count() by src_ip, user >= 3', 'event_count', [], ['src_ip', 'user'], 'gte', 3],
    ['a | count(user.name) by host < 2', 'value_count', ['user.name'], ['host'], 'lt', 2],
    ['a |sum(bytes) by host = 5', 'value_sum', ['bytes'], ['host'], 'eq', 5],
    ['a | min(x) by y <= 1', 'value_min', ['x'], ['y'], 'lte', 1],
  ])('%s', (condition, type, fields, groups, op, value) => {
    const { rules, errors } = legacy(condition, '  timeframe: 15m\n');
    expect(errors).toEqual([]);
    expect(rules.correlations).toMatchObject([
      { type, fields, timespanMs: 900_000, bounds: [{ op, value }], meta: { id: 'old', level: 'high' } },
    ]);
    expect(rules.correlations[0]!.groupBy.map((g) => g.name)).toEqual(groups);
    // The rule below it is silent, under another id, and the one that is counted.
    expect(rules.rules).toMatchObject([{ meta: { silent: true, id: rules.correlations[0]!.rules[0]! } }]);
    expect(rules.rules[0]!.meta.id).not.toBe('old');
  });

  it('with near says what to write instead', () => {
    expect(legacy('a | near a').errors[0]).toMatchObject({
      line: 9,
      hint: expect.stringMatching(/temporal/) as string,
    });
  });

  it('is a warning where only its time frame is left', () => {
    const set = legacy('a', '  timeframe: 5m\n');
    expect(set.errors).toEqual([]);
    expect(set.warnings).toMatchObject([{ line: 9, message: expect.stringMatching(/timeframe/) as string }]);
  });
});

describe('a filter', () => {
  const rules = [rule('A', 'id: a\n'), rule('B', 'id: b\nname: bee\n')];

  it('is joined to the rules that it names, by id or name, and its searches clash with none', () => {
    const set = read(...rules, rule('C', 'id: c\n'), filter('[a, bee]'));
    expect(set.errors).toEqual([]);
    expect(fires(set, { f: 'x', user: 'robot' })).toEqual(['C']);
    expect(fires(set, { f: 'x', user: 'ann' })).toEqual(['A', 'B', 'C']);
  });

  it('narrows every condition of a rule, and several filters all count', () => {
    const two = rule('A', 'id: a\n').replace('condition: a', 'condition: [a, not a]');
    const set = read(two, filter('[a]'), filter('[a]').replace('robot', 'other'));
    expect(fires(set, { f: 'x', user: 'robot' })).toEqual([]);
    expect(fires(set, { f: 'y', user: 'other' })).toEqual([]);
    expect(fires(set, { f: 'y', user: 'ann' })).toEqual(['A']);
  });

  it('for any rule takes all of its log source', () => {
    const set = read(...rules, filter('any').replace('product: aws', 'product: aws\n  service: cloudtrail'));
    expect(set.errors).toMatchObject([{ message: expect.stringMatching(/fits no rule/) as string }]);
    const all = read(...rules, filter('any'));
    expect(fires(all, { f: 'x', user: 'robot' })).toEqual([]);
  });

  it('narrows what an aggregation counts', () => {
    const counted = rule('A', 'id: a\n').replace('condition: a', 'condition: a | count() > 5');
    const set = read(counted, filter('[a]'));
    expect(set.errors).toEqual([]);
    expect(fires(set, { f: 'x', user: 'robot' })).toEqual([]);
    expect(fires(set, { f: 'x' })).toEqual(['A']);
  });

  it.each([
    ['no known rule', filter('[gone]'), 5, /no rule "gone"/],
    ['no rules', filter('[]'), 5, /names no rules/],
    ['rules of another log source', filter('[a]').replace('aws', 'gcp'), 5, /another log source/],
    ['an unknown search', filter('[a]', 'not b'), 8, /no search "b"/],
    ['no log source', filter('[a]').replace('product: aws', 'definition: x'), 2, /logsource/],
  ])('with %s says where', (_, text, line, message) => {
    const { errors } = read(...rules, text);
    expect(errors).toMatchObject([{ file: 'f2.yml', line }]);
    expect(errors[0]?.message).toMatch(message);
  });

  it('that names one rule too many is applied, with a warning', () => {
    const set = read(...rules, filter('[a, gone]'));
    expect(set.errors).toEqual([]);
    expect(set.warnings).toMatchObject([{ file: 'f2.yml', message: expect.stringMatching(/"gone"/) as string }]);
    expect(fires(set, { f: 'x', user: 'robot' })).toEqual(['B']);
  });
});

describe('placeholders', () => {
  const expanded = (options?: ParseOptions) =>
    parseRules([{ path: 'f.yml', text: rule('A', '', "f|expand: 'srv-%names%'") }], options);

  it('take their values from the options', () => {
    const set = expanded({ placeholders: { names: ['a', 'b*'] } });
    expect(set.warnings).toEqual([]);
    expect(['srv-a', 'SRV-bcd', 'srv-c', 'srv-%names%'].map((f) => fires(set, { f }).length)).toEqual([1, 1, 0, 0]);
  });

  it('match nothing without values, and a warning says so', () => {
    const set = expanded();
    expect(set.errors).toEqual([]);
    expect(set.warnings).toMatchObject([
      { line: 6, column: 5, message: expect.stringMatching(/"names" has no values/) as string },
    ]);
    expect(fires(set, { f: 'srv-%names%' })).toEqual([]);
  });
});

describe('a text that is made to cost much', () => {
  const rule = (name: string, detection: string): string =>
    `title: ${name}\nid: ${name}\nlogsource: { product: aws }\ndetection:\n${detection}`;
  const good = { path: 'good.yml', text: rule('good', '  s: { a: b }\n  condition: s\n') };
  const read = (text: string) => parseRules([{ path: 'bad.yml', text }, good]);

  it.each([
    ['lists in lists without end', rule('r', `  s:\n    a:\n     ${'- '.repeat(90_000)}x\n  condition: s\n`)],
    [
      'flow lists in flow lists',
      rule('r', `  s:\n    a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n  condition: s\n`),
    ],
    [
      'many fields of many segments',
      rule(
        'r',
        `  s:\n${Array.from({ length: 1_000 }, (_, i) => `    f${i}${'.a'.repeat(60)}: x\n`).join('')}  condition: s\n`,
      ),
    ],
    [
      'a long list that is repeated',
      rule('r', `  s: { a: [${Array.from({ length: 5_000 }, (_, i) => `v${i}`).join(',')}] }\n  condition: s\n`) +
        Array.from({ length: 300 }, (_, i) => `---\naction: repeat\nid: b${i}\n`).join(''),
    ],
    [
      'a condition that spells out every search again and again',
      rule(
        'r',
        `${Array.from({ length: 2_000 }, (_, i) => `  s${i}: { a: b }\n`).join('')}  condition: ${Array.from({ length: 700 }, () => '1 of them').join(' and ')}\n`,
      ),
    ],
    [
      'a correlation grouped by more fields than anybody can tell',
      `title: c\ncorrelation: { type: event_count, rules: [good], timespan: 1m, condition: { gte: 2 }, group-by: [${Array.from({ length: 21 }, (_, i) => `f${i}`).join(',')}] }\n`,
    ],
  ])('%s is an error of that file alone, and soon told', (_, text) => {
    const before = performance.now();
    const { rules, errors } = read(text);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((e) => e.file === 'bad.yml')).toBe(true);
    expect(rules.rules.map((r) => r.meta.id)).toContain('good');
  });

  it('a map of ten thousand keys is read in time, and a key twice is still an error at its place', () => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `    k${i}: x\n`).join('');
    const before = performance.now();
    expect(read(rule('r', `  s:\n${keys}  condition: s\n`)).errors).toEqual([]);
    expect(performance.now() - before).toBeLessThan(3_000);
    const [error] = read(rule('r', `  s:\n    a: x\n    a: y\n  condition: s\n`)).errors;
    expect(error).toMatchObject({
      file: 'bad.yml',
      line: 7,
      column: 5,
      message: expect.stringContaining('must be unique') as string,
    });
  });
});
