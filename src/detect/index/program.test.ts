import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Glob, Item, RuleAst, Test } from '../ast.ts';
import { CurrentEvent, placeOf, walkedField } from '../compile/field.ts';
import { compileItem } from '../compile/item.ts';
import { compileRule } from '../compile/rule.ts';
import { createEngine } from '../engine.ts';
import type { Views } from '../types.ts';

const meta = (id: string, product = 'aws', service?: string): RuleAst['meta'] => ({
  id,
  title: id,
  level: 'low',
  status: 'test',
  techniques: [],
  tactics: [],
  description: '',
  falsePositives: [],
  references: [],
  logsource: { product, ...(service === undefined ? {} : { service }) },
  kind: 'rule',
});

const word = fc.constantFrom(
  '',
  'stop',
  'Stop',
  'stoplog',
  'logging',
  'trail',
  'İx',
  'kms',
  '\u212ams',
  'a.b',
  '7',
  'true',
);
const glob: fc.Arbitrary<Glob> = fc.array(
  fc.oneof(
    word.map((text) => ({ text })),
    fc.constantFrom({ wild: 'many' as const }, { wild: 'one' as const }),
  ),
  { minLength: 1, maxLength: 4 },
);
const field = fc.constantFrom('f', 'g', 'f.g', 'g.f', 'f.g.h', 'ocsf.f', 'vedette.g', 'constructor', '__proto__');
const test = fc.letrec<{ t: Test }>((tie) => ({
  t: fc.oneof(
    { maxDepth: 2 },
    fc.record({ kind: fc.constant('text' as const), glob, cased: fc.boolean() }),
    fc.record({ kind: fc.constant('text' as const), glob: word.map((text) => [{ text }]), cased: fc.constant(false) }),
    fc.constant<Test>({ kind: 'null' }),
    fc.record({ kind: fc.constant('exists' as const), present: fc.boolean() }),
    fc.record({
      kind: fc.constant('regex' as const),
      source: fc.constantFrom('stop', 'log+ing', '^s', 'trail|kms', 'KMS'),
      flags: fc.constantFrom('', 'i'),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      op: fc.constantFrom('gt' as const, 'lte' as const),
      value: fc.constantFrom(0, 7),
    }),
    fc.record({
      kind: fc.constant('field' as const),
      path: field,
      affix: fc.constantFrom('whole' as const, 'contains' as const),
      cased: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('any' as const), of: fc.array(tie('t'), { maxLength: 3 }) }),
  ),
})).t;
const item: fc.Arbitrary<Item> = fc
  .tuple(
    fc.option(field, { freq: 6 }),
    fc.array(test, { minLength: 1, maxLength: 5 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 6 }),
  )
  .map(([name, tests, all, n]) => ({ field: name, tests, all, ...(n === 0 ? { negated: true as const } : {}) }));
const condition = fc.letrec<{ c: Condition }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', 'missing').map((name): Condition => ({ kind: 'search', name })),
    tie('c').map((of): Condition => ({ kind: 'not', of })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('c'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).c;
const search = fc.record({
  alternatives: fc.array(fc.array(item, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
});
const rule = fc
  .tuple(
    fc.record({ a: search, b: search }),
    fc.array(condition, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('aws', 'ocsf'),
  )
  .map(([searches, conditions, product]) => ({ searches, conditions, product }));

const leaf = fc.oneof(
  word,
  word.map((w) => `x${w}-${w}`),
  fc.constantFrom<unknown>(7, true, null, 0, 'zzSTOPLOGGINGzz'),
);
const key = fc.constantFrom('f', 'g', 'h', 'f.g', 'g.h', 'constructor', 'x');
const record = fc.letrec<{ tree: unknown; fields: Record<string, unknown> }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), tie('fields')),
  fields: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
})).fields;

/** Each rule by itself, fields fetched by walking for each test: no index, nothing shared. */
function judgeAlone(rules: readonly RuleAst[], one: Record<string, unknown>, views: Views): string[] {
  const event = new CurrentEvent();
  event.begin(one, views);
  const holds = (r: RuleAst): boolean =>
    compileRule(r, (i) => compileItem(i, (f) => walkedField(event, placeOf(f, r.meta.logsource))))();
  return rules.filter(holds).map((r) => r.meta.id);
}

describe('rules behind the index', () => {
  it('match what each of them matches by itself', () => {
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 14 }),
        fc.array(record, { minLength: 2, maxLength: 6 }),
        (bodies, records) => {
          const rules = bodies.map(({ product, ...body }, n): RuleAst => ({ ...body, meta: meta(`r${n}`, product) }));
          const engine = createEngine(rules);
          for (const [i, one] of records.entries()) {
            const other = records[(i + 1) % records.length]!;
            const views: Views = { ocsf: () => other, vedette: () => one };
            const wanted = judgeAlone(rules, one, views);
            expect(engine.match(undefined, one, views).map((m) => m.id)).toEqual(wanted);
            matched += wanted.length;
          }
        },
      ),
      { numRuns: 1_500 },
    );
    expect(matched).toBeGreaterThan(5_000);
  });

  const named = (n: number, eventName: string, more: readonly Item[] = []): RuleAst => ({
    meta: meta(`r${n}`),
    searches: { s: { alternatives: [[only('eventName', eventName), ...more]] } },
    conditions: [{ kind: 'search', name: 's' }],
  });
  const only = (name: string, text: string): Item => ({
    field: name,
    tests: [{ kind: 'text', glob: [{ text }], cased: false }],
    all: false,
  });

  it('are not judged when what they need is not there', () => {
    const rules = Array.from({ length: 500 }, (_, n) => named(n, `Name${n}`));
    const engine = createEngine(rules);
    expect(engine.match(undefined, { eventName: 'Other' })).toEqual([]);
    expect(engine.judged()).toBe(0);
    expect(engine.match(undefined, { eventName: 'name7' }).map((m) => m.id)).toEqual(['r7']);
    expect(engine.judged()).toBe(1);
  });

  it('that need one name are told apart by what else they need', () => {
    const rules = Array.from({ length: 200 }, (_, n) =>
      named(n, 'PutObject', [only('requestParameters.key', `k${n}`)]),
    );
    const engine = createEngine(rules);
    const one = { eventName: 'putobject', requestParameters: { key: 'K199' } };
    expect(engine.match(undefined, one).map((m) => m.id)).toEqual(['r199']);
    expect(engine.judged()).toBeLessThan(5);
  });

  it('forget an event before the next, matched or not', () => {
    const engine = createEngine([named(0, 'Stop', [only('a.b', 'x')])]);
    expect(engine.match(undefined, { eventName: 'Stop', a: { b: 'x' } })).toHaveLength(1);
    expect(engine.match(undefined, { eventName: 'Stop' })).toEqual([]);
    expect(engine.match({ product: 'aws', service: 'cloudtrail' }, { a: { b: 'x' } })).toEqual([]);
  });

  it('judge a hundred thousand values in time that grows with them', () => {
    const engine = createEngine([
      named(0, 'needle', [only('list.name', 'needle')]),
      { ...named(1, 'x'), searches: { s: { alternatives: [[{ ...only('x', 'needle'), field: null }]] } } },
    ]);
    const list = Array.from({ length: 100_000 }, (_, n) => ({ name: `v${n}`, 'list.name': n, 'a.b': n }));
    list.push({ name: 'needle', 'list.name': 0, 'a.b': 0 });
    expect(engine.match(undefined, { eventName: list.map((l) => l.name), list }).map((m) => m.id)).toEqual([
      'r0',
      'r1',
    ]);
  });
});
