import fc from 'fast-check';
import type { Expression } from './oracle.ts';
import type { Placeholders } from './spell.ts';

/** Few letters, so that rules and records meet often. */
export const PLACEHOLDERS: Placeholders = { names: ['a', 'ab*', '7'], one: ['-b'], none: [] };

const WORDS = [
  'a',
  'b',
  'A',
  'ab',
  'aba',
  'x*',
  '',
  '7',
  'true',
  'a\\',
  'ö',
  // Letters whose small form is longer or another script's, and one of two UTF-16 units
  'İx',
  '\u212a',
  'aſ',
  '😀a',
  'a?b',
  '%names%',
  '-a',
  '/a -b',
  '–a',
  'a-b',
];
const WIDE = ['a\0b\0', '\ufeffa\0', '\0a', 'a\0'];
const ADDRESSES = [
  '10.0.0.1',
  '10.0.1.255',
  '192.168.3.4',
  '10.0.0.256',
  '2001:db8::1',
  '::1',
  '2001:DB8:0:1::',
  '1.2.3',
];
const MOMENTS = ['2026-01-01T00:00:00Z', '2024-12-30T23:59:59Z', '2021-01-03T10:05:00.123Z', '2020-12-31T10:30:00Z'];
const NUMBERS = ['1.5', '-7', '1e2', '+7', '7.', '.5', ' 7', '0x7', 'Infinity'];
const SECRETS = ['a', 'ab', 'aba', 'b?', 'ö', '-a'];

const encodings: readonly BufferEncoding[] = ['utf8', 'utf16le'];
/** A secret in base64 as a record would hold it: at any place in a longer text. */
const hidden = fc
  .tuple(
    fc.constantFrom('', 'x', 'xy'),
    fc.constantFrom(...SECRETS),
    fc.constantFrom('', 'z', 'zz'),
    fc.constantFrom(...encodings),
  )
  .map(([before, secret, behind, encoding]) =>
    Buffer.concat([Buffer.from(before), Buffer.from(secret, encoding), Buffer.from(behind)]).toString('base64'),
  );
const word = fc.constantFrom(...WORDS);
const text = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.tuple(word, word).map((w) => w.join(' ')) },
  { weight: 1, arbitrary: hidden },
  { weight: 1, arbitrary: fc.constantFrom(...ADDRESSES, ...MOMENTS, ...NUMBERS, ...WIDE) },
);
const leaf = fc.oneof({ weight: 5, arbitrary: text }, fc.constantFrom<unknown>(7, true, false, null, 0, 1.5, 1.7e12));
const key = fc.constantFrom('f', 'g', 'h', 'f.g', 'k');

export type RecordFields = Record<string, unknown>;
export const record = fc.letrec<{ tree: unknown; fields: RecordFields }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: leaf },
    fc.array(tie('tree'), { maxLength: 3 }),
    tie('fields'),
  ),
  fields: fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
})).fields;

const field = fc.constantFrom('f', 'g', 'h', 'f.g', 'g.f', 'f.g.h', 'k', 'ocsf.f', 'vedette.g');
const flag = (name: string): fc.Arbitrary<string[]> => fc.constantFrom([], [], [], [name]);
const chosen = (...names: string[]): fc.Arbitrary<string[]> => fc.constantFrom([], ...names.map((n) => [n]));
const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 6 }));
const keyed = <T>(name: fc.Arbitrary<string>, modifiers: fc.Arbitrary<string[]>[], values: fc.Arbitrary<T>) =>
  fc.tuple(name, fc.tuple(...modifiers), values).map(([f, m, v]): [string, T] => [[f, ...m.flat()].join('|'), v]);

const AFFIX = chosen('contains', 'startswith', 'endswith');
const pattern = fc
  .array(
    fc.constantFrom('İ', 'k', '😀', 'a', 'b', 'A', '*', '?', '\\*', '\\?', '\\\\', '\\', 'x', '7', ' ', '-', '/'),
    {
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(''));
const plainValue = fc.oneof(pattern, word, leaf);
const secret = fc.oneof(fc.constantFrom(...SECRETS), fc.constantFrom('a*', '\\*a', 'a\\\\'));
const options = fc
  .array(fc.constantFrom('-a', '/b', ' ', 'a', '–a', '*', '--', 'b'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));
const placeholder = fc
  .array(fc.constantFrom('%names%', '%one%', '%none%', 'a', '*', '\\%', ' '), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''));
const regex = fc
  .array(
    fc.constantFrom(
      'a',
      'b+',
      '.',
      '[ab]',
      '(a|b)',
      '^',
      '$',
      '\\w',
      '\\d{1,2}',
      'x?',
      '(?:ab)*',
      '\\.',
      '[^a]',
      '\\/',
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));

/** Every kind of item that names a field. */
const entry = fc.oneof(
  {
    weight: 5,
    arbitrary: keyed(field, [AFFIX, flag('all'), flag('cased'), flag('neq')], few(fc.oneof(pattern, word))),
  },
  { weight: 2, arbitrary: keyed(field, [flag('neq')], few(plainValue)) },
  keyed(field, [fc.constant(['exists'])], fc.boolean()),
  keyed(field, [AFFIX, fc.constant(['fieldref']), flag('neq'), flag('cased')], few(field)),
  keyed(
    field,
    [chosen('gt', 'gte', 'lt', 'lte').filter((c) => c.length > 0), flag('neq')],
    few(fc.constantFrom(0, 1, 1.5, 7, -7, 100)),
  ),
  keyed(
    field,
    [
      fc.constantFrom(['minute'], ['hour'], ['day'], ['week'], ['month']),
      chosen('gt', 'gte', 'lt', 'lte'),
      flag('neq'),
    ],
    few(fc.constantFrom(1, 5, 10, 12, 23, 30, 31)).map((v) =>
      Array.isArray(v) ? v.map((n) => Math.min(n, 12)) : Math.min(v, 12),
    ),
  ),
  keyed(field, [fc.constant(['year']), chosen('gt', 'lte')], fc.constantFrom(2020, 2021, 2024, 2026)),
  keyed(
    field,
    [fc.constant(['cidr']), flag('all'), flag('neq')],
    few(fc.constantFrom('10.0.0.0/23', '0.0.0.0/0', '10.0.0.1', '2001:db8::/33', '::/0', '::1/128')),
  ),
  keyed(field, [fc.constant(['re']), flag('i'), flag('m'), flag('s'), flag('all'), flag('neq')], few(regex)),
  keyed(
    field,
    [
      chosen('wide', 'utf16', 'utf16le', 'utf16be'),
      fc.constantFrom(['base64'], ['base64offset']),
      AFFIX,
      flag('all'),
      flag('cased'),
    ],
    few(secret),
  ),
  keyed(field, [fc.constantFrom(['wide'], ['utf16'], ['utf16be']), AFFIX], few(fc.constantFrom('a', 'ab', 'a*', '?b'))),
  keyed(field, [fc.constant(['windash']), AFFIX, flag('all'), flag('cased'), flag('neq')], few(options)),
  keyed(
    field,
    [fc.constant(['windash']), fc.constantFrom(['base64'], ['base64offset', 'contains'])],
    fc.constantFrom('-a', 'a -a'),
  ),
  keyed(field, [fc.constantFrom(['expand']), AFFIX, flag('all'), flag('neq')], few(placeholder)),
);
const map = fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries): RecordFields => Object.fromEntries(entries));
const keyword = fc.oneof(pattern, word, fc.constantFrom<unknown>(7, true));
/** Keywords with modifiers. */
const keywords = fc
  .oneof(
    keyed(fc.constant(''), [AFFIX, fc.constant(['all'])], few(pattern)),
    keyed(fc.constant(''), [fc.constant(['re']), flag('i')], few(regex)),
    keyed(fc.constant(''), [fc.constant(['base64offset', 'contains'])], few(secret)),
  )
  .map((e): RecordFields => Object.fromEntries([e]));
const body = fc.oneof(
  { weight: 4, arbitrary: map },
  keywords,
  fc.array(fc.oneof(map, keyword, fc.array(keyword, { minLength: 1, maxLength: 2 })), { minLength: 1, maxLength: 3 }),
);
const expression = fc.letrec<{ e: Expression }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('s_1', 's_2', '_t', 'all').map((search): Expression => ({ search })),
    fc.record({
      quantifier: fc.constantFrom('1' as const, 'any' as const, 'all' as const),
      pattern: fc.constantFrom('them', 's_*', '_*', '*_1', 's*1', 's_1', '*'),
    }),
    fc.record({ not: tie('e') }),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), left: tie('e'), right: tie('e') }),
  ),
})).e;

export interface RandomDetection {
  readonly searches: RecordFields;
  /** One that holds is enough */
  readonly conditions: readonly Expression[];
}
export const detection: fc.Arbitrary<RandomDetection> = fc.record({
  searches: fc.record({ s_1: body, s_2: body, _t: map, all: body }),
  conditions: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(expression) },
    fc.array(expression, { minLength: 2, maxLength: 3 }),
  ),
});
