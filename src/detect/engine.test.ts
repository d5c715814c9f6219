import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compileRules } from './compile-rules.ts';
import { judge, print, type Expression } from './testing/oracle.ts';

const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };
const rule = (detection: unknown, n = 0) => ({
  path: `rule-${n}.yml`,
  text: stringify(
    {
      title: `Rule ${n}`,
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      level: 'low',
      logsource: LOGSOURCE,
      detection,
    },
    { lineWidth: 0 },
  ),
});

const word = fc.constantFrom('a', 'b', 'A', 'ab', 'aba', 'x*', '', '7', 'true', 'a\\', 'ö');
const leaf = fc.oneof(word, fc.constantFrom<unknown>(7, true, false, null, 0));
const key = fc.constantFrom('f', 'g', 'h', 'f.g', 'k');
const record = fc.letrec<{ tree: unknown; fields: Record<string, unknown> }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), tie('fields')),
  fields: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
})).fields;

const pattern = fc
  .array(fc.constantFrom('a', 'b', 'A', '*', '?', '\\*', '\\?', '\\\\', '\\', 'x', '7'), { maxLength: 5 })
  .map((parts) => parts.join(''));
const field = fc.constantFrom('f', 'g', 'h', 'f.g', 'g.f', 'f.g.h', 'k');
const textKey = fc
  .tuple(
    field,
    fc.constantFrom('', '|contains', '|startswith', '|endswith'),
    fc.constantFrom('', '|all'),
    fc.constantFrom('', '|cased'),
  )
  .map((parts) => parts.join(''));
const entry = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(textKey, fc.oneof(pattern, fc.array(pattern, { minLength: 1, maxLength: 6 }))) },
  fc.tuple(field, fc.oneof(leaf, fc.array(leaf, { minLength: 1, maxLength: 5 }))),
  fc.tuple(
    field.map((f) => `${f}|exists`),
    fc.boolean(),
  ),
  fc.tuple(
    field.map((f) => `${f}|fieldref`),
    field,
  ),
  fc.tuple(
    field.map((f) => `${f}|gte`),
    fc.integer({ min: 0, max: 9 }),
  ),
);
const map = fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries) => Object.fromEntries(entries));
const keyword = fc.oneof(pattern, fc.constantFrom<unknown>(7, true));
const body = fc.oneof({ weight: 4, arbitrary: map }, fc.array(fc.oneof(map, keyword), { minLength: 1, maxLength: 3 }));
const expression = fc.letrec<{ e: Expression }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('s_1', 's_2', '_t').map((search): Expression => ({ search })),
    fc.record({
      quantifier: fc.constantFrom('1' as const, 'all' as const),
      pattern: fc.constantFrom('them', 's_*', '_*'),
    }),
    fc.record({ not: tie('e') }),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), left: tie('e'), right: tie('e') }),
  ),
})).e;
const detection = fc.record({ searches: fc.record({ s_1: body, s_2: body, _t: map }), condition: expression });

describe('the engine', () => {
  it('judges as a naive interpreter of the same rules does', () => {
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(detection, { minLength: 1, maxLength: 4 }),
        fc.array(record, { minLength: 1, maxLength: 6 }),
        (rules, records) => {
          const files = rules.map((r, n) => rule({ ...r.searches, condition: print(r.condition) }, n));
          const { engine, errors } = compileRules(files);
          expect(errors).toEqual([]);
          for (const one of records) {
            const wanted = rules.flatMap((r, n) => (judge(r.searches, r.condition, one) ? [`Rule ${n}`] : []));
            expect(engine.match(LOGSOURCE, one).map((m) => m.title)).toEqual(wanted);
            matched += wanted.length;
          }
        },
      ),
      { numRuns: 600 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  it('never throws, whatever the record', () => {
    const { engine } = compileRules([
      rule({ a: { 'x.y|contains': 'a' }, b: ['word'], c: { 'e|re': '(a+)+$' }, condition: '1 of them' }),
    ]);
    let deep: unknown = 'word';
    for (let i = 0; i < 50_000; i++) deep = i % 2 === 0 ? [deep] : { x: deep };
    expect(engine.match(LOGSOURCE, { x: deep, e: 'a'.repeat(50_000) + 'b' }).map((r) => r.title)).toEqual(['Rule 0']);
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        (r) => void engine.match(LOGSOURCE, r as Record<string, unknown>),
      ),
    );
  });

  it('takes no inherited property for a field', () => {
    const { engine } = compileRules([
      rule({ a: { 'constructor.name|exists': true }, condition: 'a' }),
      rule({ a: { toString: '*' }, condition: 'a' }, 1),
    ]);
    expect(engine.match(LOGSOURCE, { eventName: 'x' })).toEqual([]);
  });

  it('gives every rule of a group to a record that hides a value in a long array', () => {
    const { engine } = compileRules([rule({ a: { eventName: 'stop' }, condition: 'a' })]);
    const eventName = [...Array.from({ length: 100 }, (_, i) => `x${i}`), 'STOP'];
    expect(engine.match(LOGSOURCE, { eventName })).toHaveLength(1);
  });
});

describe('modifiers', () => {
  const fires = (search: unknown, record: Record<string, unknown>): boolean => {
    const { engine, errors } = compileRules([rule({ a: search, condition: 'a' })]);
    expect(errors).toEqual([]);
    return engine.match(LOGSOURCE, record).length > 0;
  };
  it.each([
    ['cidr, inside', { 'ip|cidr': '203.0.113.0/25' }, { ip: '203.0.113.127' }, true],
    ['cidr, just outside', { 'ip|cidr': '203.0.113.0/25' }, { ip: '203.0.113.128' }, false],
    ['cidr of IPv6', { 'ip|cidr': '2001:db8::/33' }, { ip: '2001:DB8:7fff::1' }, true],
    ['cidr of IPv6, outside', { 'ip|cidr': '2001:db8::/33' }, { ip: '2001:db8:8000::1' }, false],
    ['cidr, no address', { 'ip|cidr': '0.0.0.0/0' }, { ip: 'lambda.amazonaws.com' }, false],
    ['re is cased and sought anywhere', { 'a|re': 'b+c' }, { a: 'xbbcx' }, true],
    ['re, another case', { 'a|re': 'b+c' }, { a: 'xBBCx' }, false],
    ['re|i', { 'a|re|i': 'b+c' }, { a: 'xBBCx' }, true],
    ['re|s', { 'a|re|s': 'a.b' }, { a: 'a\nb' }, true],
    ['re|m', { 'a|re|m': '^b$' }, { a: 'a\nb' }, true],
    ['gt with a number in a text', { 'n|gt': 5 }, { n: '6' }, true],
    ['lt with no number', { 'n|lt': 5 }, { n: '' }, false],
    ['lte', { 'n|lte': 5 }, { n: 5 }, true],
    ['contains|all', { 'a|contains|all': ['x', 'y'] }, { a: 'Y-X' }, true],
    ['keywords with all', { '|all': ['x', 'y'] }, { a: 'x', b: ['y'] }, true],
    ['contains|fieldref', { 'a|contains|fieldref': 'b' }, { a: 'xx-11-xx', b: 11 }, true],
    ['the literal dotted key wins', { 'a.b': 'x' }, { 'a.b': 'y', a: { b: 'x' } }, false],
  ])('%s', (_, search, record, match) => expect(fires(search, record)).toBe(match));
});
