import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createEngine } from '../engine.ts';
import { parseRules } from './rule-set.ts';

const LOGSOURCE = { product: 'windows', service: 'security' };
const read = (detection: string) =>
  parseRules([{ path: 'f.yml', text: `title: t\nlogsource:\n  product: windows\ndetection:\n${detection}` }]);
/** `search` is YAML text or a value. */
function fires(search: unknown, record: Record<string, unknown>): boolean {
  const body = typeof search === 'string' ? search : stringify(search, { lineWidth: 0 });
  const set = read(`  a:\n${body.replaceAll(/^/gm, '    ')}\n  condition: a\n`);
  expect(set.errors).toEqual([]);
  return createEngine(set.rules.rules).match(LOGSOURCE, record).length > 0;
}
const base64 = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64');

describe('modifiers', () => {
  it.each<[string, unknown, Record<string, unknown>, boolean]>([
    ['base64', { 'f|base64|contains': '/bin/sh' }, { f: `echo ${base64('/bin/sh')}` }, true],
    [
      'base64 takes wildcards for the characters that they are',
      { 'f|base64|contains': 'a*b?' },
      { f: base64('a*b?') },
      true,
    ],
    ['base64 resolves escapes first', { 'f|base64': 'a\\*b' }, { f: base64('a*b') }, true],
    ['base64 of letters outside ASCII is of their UTF-8', { 'f|base64': 'ö' }, { f: 'w7Y=' }, true],
    ['base64offset, first place', { 'f|base64offset|contains': 'secret' }, { f: base64('secret!') }, true],
    ['base64offset, second place', { 'f|base64offset|contains': 'secret' }, { f: base64('1secret!') }, true],
    ['base64offset, third place', { 'f|base64offset|contains': 'secret' }, { f: base64('12secret!') }, true],
    [
      'base64offset, not there',
      { 'f|base64offset|contains': 'secret' },
      { f: base64('secrets are no longer secrEt').slice(9) },
      false,
    ],
    ['wide|base64offset', { 'f|wide|base64offset|contains': 'IEX (' }, { f: base64('xIEX (New', 'utf16le') }, true],
    ['utf16le is wide', { 'f|utf16le|base64offset|contains': 'IEX (' }, { f: base64('IEX (', 'utf16le') }, true],
    ['utf16be', { 'f|utf16be|base64': 'cmd' }, { f: base64('\0c\0m\0d') }, true],
    ['utf16 begins with its mark', { 'f|utf16|base64': 'cmd' }, { f: '//5jAG0AZAA=' }, true],
    ['wide by itself', { 'f|wide|contains': 'cmd' }, { f: 'x c\0m\0d\0' }, true],
    ['windash, a slash', { 'f|windash|contains': ' -enc ' }, { f: 'x /enc y' }, true],
    ['windash, a horizontal bar', { 'f|windash|contains': ' -enc ' }, { f: 'x ―enc y' }, true],
    ['windash mixes', { 'f|windash|contains|all': ['-a /b'] }, { f: 'x –a —b' }, true],
    ['windash leaves dashes inside words', { 'f|windash|contains': 'a-b' }, { f: 'a/b' }, false],
    ['windash behind contains', { 'f|contains|windash': '-x' }, { f: 'a /x' }, true],
    ['windash with many options', { 'f|windash': '-a -b -c -d -e -f' }, { f: '/a /b /c /d /e /f' }, true],
    ['cased', { 'f|cased': 'aB' }, { f: 'ab' }, false],
    ['contains|cased', { 'f|contains|cased': 'aB' }, { f: 'xaBx' }, true],
    ['neq', { 'f|neq': ['a', 'b'] }, { f: 'B' }, false],
    ['neq of another value', { 'f|neq': ['a', 'b'] }, { f: 'c' }, true],
    ['neq of a missing field', { 'f|neq': 'a' }, {}, true],
    ['neq with a number', { 'f|neq': 5 }, { f: '5' }, false],
    ['contains|neq', { 'f|contains|neq': 'x' }, { f: 'axb' }, false],
    ['fieldref', { 'f|fieldref': 'g' }, { f: 'A', g: 'a' }, true],
    ['fieldref|neq', { 'f|fieldref|neq': 'g' }, { f: 'A', g: 'a' }, false],
    ['fieldref|startswith', { 'f|fieldref|startswith': 'g' }, { f: 'abc', g: 'ab' }, true],
    ['endswith|fieldref of a list', { 'f|endswith|fieldref': ['h', 'g'] }, { f: 'abc', g: 'BC' }, true],
    ['exists', { 'f|exists': true }, { f: null }, true],
    ['exists, not', 'f|exists: no', { g: 1 }, true],
    ['gt with a text of digits', { 'f|gt': '5' }, { f: '6' }, true],
    ['lt in hexadecimal', 'f|lt: 0x10', { f: 15 }, true],
    ['hour', { 'f|hour': 23 }, { f: '2024-05-01T23:59:00Z' }, true],
    ['hour|gte', { 'f|hour|gte': 22 }, { f: '2024-05-01T21:59:00Z' }, false],
    ['gte|hour', { 'f|gte|hour': 22 }, { f: '2024-05-01T22:00:00Z' }, true],
    ['week of a year that began on a Friday', { 'f|week': 53 }, { f: '2021-01-03T00:00:00Z' }, true],
    ['day, month and year', { 'f|day': 29, 'f|month': 2, 'f|year': 2024 }, { f: '2024-02-29T00:00:00Z' }, true],
    ['minute|neq', { 'f|minute|neq': 0 }, { f: '2024-02-29T00:00:00Z' }, false],
    ['cidr of a list', { 'f|cidr': ['10.0.0.0/8', '2001:db8::/32'] }, { f: '2001:db8::7' }, true],
    ['re|contains is re', { 'f|re|contains': 'b+' }, { f: 'abbc' }, true],
    ['re|startswith', { 'f|re|startswith': 'b|c' }, { f: 'ab' }, false],
    ['re|endswith', { 'f|re|endswith': 'b|c' }, { f: 'xc' }, true],
    ['re|i in its long spelling', { 'f|re|ignorecase': 'AB' }, { f: 'ab' }, true],
    ['re of a number', 'f|re: 46', { f: 4624 }, true],
    ['keywords with re', { '|re': 'b[0-9]' }, { x: { y: ['ab7'] } }, true],
    ['keywords with base64offset', { '|base64offset|contains': 'secret' }, { x: base64('..secret..') }, true],
  ])('%s', (_, search, record, match) => expect(fires(search, record)).toBe(match));

  it.each([
    ['f|startwith: x', /unknown/, /startswith/],
    ['f|base64ofset: x', /unknown/, /base64offset/],
    ['f|contains|startswith: x', /cannot be joined/, /one of/],
    ['f|contains|contains: x', /twice/, /once/],
    ['f|base64|wide: x', /before base64/, /wide\|base64offset/],
    ['f|contains|base64offset: x', /comes before/, /base64offset\|contains/],
    ['f|wide|windash|base64: x', /before any encoding/, /windash\|wide/],
    ['f|wide|utf16be: x', /is enough/, /utf16le/],
    ['f|wide: ö', /no text/, /base64/],
    ['f|base64: ""', /not empty/, undefined],
    ['f|re|base64: x', /texts alone/, undefined],
    ['f|cidr|contains: 10.0.0.0/8', /cannot be joined/, undefined],
    ['f|gt|contains: 5', /cannot be joined/, undefined],
    ['f|gt|lt: 5', /cannot be joined/, undefined],
    ['f|hour|day: 5', /cannot be joined/, /two items/],
    ['f|month: 13', /from 1 to 12/, /UTC/],
    ['f|exists: maybe', /true or false/, undefined],
    ['f|exists|neq: true', /cannot be joined/, /round/],
    ['f|i: x', /belong to `re`/, /re\|i/],
    ['f|: x', /missing after/, undefined],
    ["'|exists': true", /keywords cannot take/, /name a field/],
    ['f|contains: null', /null takes no modifier/, undefined],
    ['f|gt: many', /takes a number/, undefined],
    ['f|all: [[a], b]', /no list in a list/, undefined],
  ])('%s is an error with a hint', (item, message, hint) => {
    const { errors } = read(`  a:\n    ${item}\n  condition: a\n`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ line: 6 });
    expect(errors[0]!.message).toMatch(message);
    expect(errors[0]!.hint).toMatch(/^\w+[: ]./);
    if (hint !== undefined) expect(errors[0]!.hint).toMatch(hint);
  });
});

describe('values', () => {
  it.each<[string, string, Record<string, unknown>, boolean]>([
    ['a number', 'f: 4624', { f: '4624' }, true],
    ['a number against a number', 'f: 4624', { f: 4624 }, true],
    ['hexadecimal stays as written', 'f: 0x10', { f: '0X10' }, true],
    ['an exponent stays as written', 'f: 1e3', { f: '1e3' }, true],
    ['a leading zero stays', 'f: 012', { f: '12' }, false],
    ['a version stays as written', 'f: 5.10', { f: '5.10' }, true],
    ['a date is a text', 'f: 2024-01-31', { f: '2024-01-31' }, true],
    ['a boolean against its text', 'f: true', { f: 'True' }, true],
    ['a boolean against a boolean', 'f: false', { f: false }, true],
    ['null, missing', 'f: null', {}, true],
    ['null, nothing written', 'f:', { f: null }, true],
    ['null, an empty text', 'f: null', { f: '' }, false],
    ['an empty text', "f: ''", { f: '' }, true],
    ['an empty text and null', "f:\n  - ''\n  - null", {}, true],
    ['a list in a list', 'f:\n  - [a, b]\n  - c', { f: 'b' }, true],
    ['a list of maps', '- f: a\n  g: b\n- h: c', { h: 'c' }, true],
    ['maps and keywords together', '- f: a\n- word', { x: 'a word here' }, true],
    ['keywords in lists in lists', '- [one, two]\n- three', { x: 'two' }, true],
    ['one keyword without a list', 'word', { x: 'sword' }, true],
    ['a backslash before a star', "f: 'C:\\\\*'", { f: 'C:\\x' }, true],
    ['an escaped star', "f: 'a\\*'", { f: 'ab' }, false],
    ['three backslashes and a star', "f: 'a\\\\\\*'", { f: 'a\\*' }, true],
    ['two backslashes are one', "f|endswith: '\\\\cmd.exe'", { f: 'C:\\cmd.exe' }, true],
    ['a path with single ones', "f|endswith: '\\cmd.exe'", { f: 'C:\\cmd.exe' }, true],
    ['a field with a space', "'Threat Name': x", { 'Threat Name': 'x' }, true],
    ['an anchor', 'f: &v [a]\ng: *v', { f: 'a', g: 'a' }, true],
  ])('%s', (_, search, record, match) => expect(fires(search, record)).toBe(match));

  it('that together have too many spellings are an error, before they are all made', () => {
    const values = Array.from({ length: 2_000 }, (_, i) => `-a -b -c -d${i}`);
    const { errors } = read(`  a:\n    f|windash: ${JSON.stringify(values)}\n  condition: a\n`);
    expect(errors).toMatchObject([{ message: expect.stringMatching(/spellings/) as string }]);
  });

  it('may be many: a list of 5,000 hashes compiles', () => {
    const hashes = Array.from({ length: 5_000 }, (_, i) => `SHA256=${i.toString(16).padStart(64, '0')}`);
    expect(fires({ 'Hashes|contains': hashes }, { Hashes: `MD5=x,${hashes[4_999]}` })).toBe(true);
  });
});

describe('conditions', () => {
  const holds = (condition: string, record: Record<string, unknown>): boolean => {
    const set = read(
      `  sel_1:\n    f: a\n  sel_2:\n    g: b\n  filter_x:\n    h: c\n  _own:\n    k: d\n  condition: ${condition}\n`,
    );
    expect(set.errors).toEqual([]);
    return createEngine(set.rules.rules).match(LOGSOURCE, record).length > 0;
  };
  it.each<[string, Record<string, unknown>, boolean]>([
    ['sel_1 or sel_2 and filter_x', { f: 'a' }, true],
    ['(sel_1 or sel_2) and filter_x', { f: 'a' }, false],
    ['not sel_1 and sel_2', { g: 'b' }, true],
    ['NOT sel_1 AND sel_2', { f: 'a', g: 'b' }, false],
    ['all of sel* and not 1 of filter_*', { f: 'a', g: 'b' }, true],
    ['all of sel* and not 1 of filter_*', { f: 'a', g: 'b', h: 'c' }, false],
    ['1 of them', { k: 'd' }, false],
    ['any of _*', { k: 'd' }, true],
    ['1 of *', { k: 'd' }, false],
    ['all of them', { f: 'a', g: 'b', h: 'c' }, true],
    ['1 of *_2', { g: 'b' }, true],
    ['[sel_1, sel_2 and filter_x]', { g: 'b', h: 'c' }, true],
    ['[sel_1, sel_2 and filter_x]', { g: 'b' }, false],
  ])('%s over %j: %s', (condition, record, match) => expect(holds(condition, record)).toBe(match));

  it.each<[string, Record<string, unknown>, boolean]>([
    ['sel_1 and not 1 of gone_*', { f: 'a' }, true],
    ['sel_1 and not all of gone_*', { f: 'a' }, true],
    ['sel_1 and (1 of gone_* or sel_2)', { f: 'a' }, false],
    ['sel_1 or all of gone_*', { f: 'x' }, false],
    ['not (1 of gone_* or sel_1)', {}, true],
  ])('a pattern without any search never holds, with a warning: %s over %j: %s', (condition, record, match) => {
    const set = read(`  sel_1:\n    f: a\n  sel_2:\n    g: b\n  condition: ${condition}\n`);
    expect(set.errors).toEqual([]);
    expect(set.warnings).toMatchObject([
      { line: 9, message: expect.stringMatching(/no search matches "gone_/) as string },
    ]);
    expect(createEngine(set.rules.rules).match(LOGSOURCE, record).length > 0).toBe(match);
  });

  it.each(['1 of gone_*', 'not 1 of gone_*', 'sel_1 and 1 of gone_*', 'sel_1 or not all of gone_*'])(
    'that then ask nothing are an error: %s',
    (condition) => {
      const { errors } = read(`  sel_1:\n    f: a\n  condition: ${condition}\n`);
      expect(errors).toMatchObject([{ line: 7, message: expect.stringMatching(/no search matches "gone_/) as string }]);
    },
  );
});

describe('a part of a time', () => {
  it.each([
    ['2024-05-01 23:59:00', 23],
    ['2024-05-01T23:59:00.1234567', 23],
    ['2024-05-01 23:59', 23],
    ['2024-05-01T23:59:00+02:00', 21],
    ['2024-05-01', 0],
    ['May 1, 2024 11:59:00 PM', 23],
    ['Wed, 01 May 2024 23:59:00 GMT', 23],
  ])('of %s is hour %i, UTC where it names no zone, on a machine of any zone', (f, hour) => {
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'America/New_York';
      expect(fires({ 'f|hour': hour }, { f })).toBe(true);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});
