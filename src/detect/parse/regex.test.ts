import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { Fault } from './fault.ts';
import { readRegex } from './regex.ts';

const finds = (source: string, text: string, flags = ''): boolean =>
  RE2JS.compile(readRegex(source, flags, 'whole', []))
    .matcher(text)
    .find();

describe('an expression that PCRE spells otherwise', () => {
  it.each([
    ['\\/a\\-b\\_c\\ d', '/a-b_c d', true],
    ['^\\x41\\x4$', 'A\u0004', true],
    ['\\u0041\\e', 'A\u001b', true],
    ['a\\hb', 'a\tb', true],
    ['a[\\h]b', 'a b', true],
    ['a\\Rb', 'a\r\nb', true],
    ['^a{,2}$', 'aa', true],
    ['^a{,2}$', 'aaa', false],
    ['^.{1500,}$', 'x'.repeat(1_500), true],
    ['^.{1500,}$', 'x'.repeat(1_499), false],
    ['^(ab){1001}$', 'ab'.repeat(1_001), true],
    ['^[ab]{2000,2003}$', 'a'.repeat(2_003), true],
    ['^[ab]{2000,2003}$', 'a'.repeat(2_004), false],
    ['^\\d{1001}$', '7'.repeat(1_001), true],
    ['(?#a remark)a', 'a', true],
    ["(?'name'a)b", 'ab', true],
    ['(?<name>a)b', 'ab', true],
    ['(?|a|b)c', 'bc', true],
    ['[a-\\d]+x', '-7x', true],
    ['[]x]', ']', true],
    ['[[]', '[', true],
    ['[^]]', ']', false],
    ['[\\b]', '\b', true],
    ['a\\Z', 'a\n', true],
    ['\\cA', '\u0001', true],
    ['\\ö', 'ö', true],
    ['\\Qa+{\\E', 'a+{', true],
    ['a{x}', 'a{x}', true],
    ['{2}', '{2}', true],
    ['(?i)ABC', 'abc', true],
    ['a|b{2}', 'bb', true],
    ['(a{2}){2}', 'aaaa', true],
    ['end\\', 'end\\', true],
    ['//[0-9]{1,10}(?!.)', 'x //123', true],
    ['//[0-9]{1,10}(?!.)', '//123\nx', true],
    ['//[0-9]{1,10}(?!.)', '//123.4', false],
    ['(?<!.)a', 'x\na', true],
    ['(?<!.)a', 'xa', false],
    ['-enc(?=\\s|$)', 'x -enc', true],
    ['-enc(?=\\s|[)(]$)', 'x -enc)', true],
    ['-enc(?=\\s|$)', 'x -encode', false],
    ['a(?=b)|c', 'xc', true],
    ['(?i)(?<=user=)root', 'USER=ROOT', true],
    ['(?<=user=)root', 'root', false],
  ])('%s', (source, text, match) => {
    if (source === '{2}') expect(() => finds(source, text)).toThrow(Fault);
    else expect(finds(source, text)).toBe(match);
  });
});

describe('what RE2 cannot do', () => {
  it.each([
    ['a(?=b)c', /lookaround/],
    ['(a(?=b))c', /lookaround/],
    ['a(?<=b)c', /lookaround/],
    ['(?s)a(?!.)', /lookaround/],
    ['a(?!b)', /lookaround/],
    ['(?<!a)b', /lookaround/],
    ['(?>a)b', /atomic/],
    ['(a)\\1', /backreferences/],
    ['(?<n>a)\\k<n>', /backreferences/],
    ['a++b', /possessive/],
    ['a{2}+', /possessive/],
    ['(?x)a b', /free spacing/],
    ['(?(1)a|b)', /conditions/],
    ['(?R)', /references/],
    ['a\\Zb', /\\Z inside/],
    ['a{20000}', /10000 times/],
    [`${'('.repeat(20)}a${'{5000})'.repeat(20)}`, /too long/],
    ['(', /missing closing/],
    ['[a', /missing closing/],
  ])('%s says so', (source, message) => {
    expect(() => readRegex(source, '', 'whole', [])).toThrow(message);
  });

  it('is still a look round where an affix ties the expression to that end', () => {
    expect(() => readRegex('a(?=b)', '', 'endswith', [])).toThrow(/lookaround/);
    expect(() => readRegex('(?<=a)b', '', 'startswith', [])).toThrow(/lookaround/);
    expect(() => readRegex('a(?!.)', 's', 'whole', [])).toThrow(/lookaround/);
  });

  it('says what to write instead', () => {
    let fault: unknown;
    try {
      readRegex('a(?!b)', '', 'whole', ['x']);
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({ path: ['x'], hint: expect.stringMatching(/several items/) as string });
  });
});
