import { describe, expect, it } from 'vitest';
import { compileRules } from './compile-rules.ts';

const head = (n = 0): string =>
  `title: Rule ${n}\nid: 00000000-0000-4000-8000-${String(n).padStart(12, '0')}\nlevel: low\nlogsource:\n  product: aws\n  service: cloudtrail\n`;
// The detection map begins on line 7.
const rule = (detection: string, n = 0) => ({ path: `r${n}.yml`, text: `${head(n)}detection:\n${detection}` });
const errorOf = (detection: string) => compileRules([rule(detection)]).errors[0];

describe('a rule that cannot be used says where and why', () => {
  it.each([
    [
      'an unknown modifier',
      '  a:\n    f|startwith: x\n  condition: a\n',
      9,
      5,
      /unknown or unsupported modifier "startwith"/,
      /known|did you mean/,
    ],
    [
      'an encoding behind base64',
      '  a:\n    f|base64|wide: x\n  condition: a\n',
      9,
      5,
      /before base64/,
      /wide\|base64offset/,
    ],
    [
      'contains before base64',
      '  a:\n    f|contains|base64: x\n  condition: a\n',
      9,
      5,
      /comes before/,
      /base64\|contains/,
    ],
    ['a time of day that is none', '  a:\n    f|hour: 24\n  condition: a\n', 9, 5, /from 0 to 23/, /UTC/],
    [
      'a bad value deep in a list',
      '  a:\n    f|cidr:\n      - 10.0.0.0/8\n      - 10.0.0.0/33\n  condition: a\n',
      11,
      9,
      /takes a network/,
      /10\.0\.0\.0/,
    ],
    [
      'a regular expression with a backreference',
      "  a:\n    f|re: '(a)\\1'\n  condition: a\n",
      9,
      5,
      /RE2 has no backreferences/,
      /no lookaround/,
    ],
    ['a missing search', '  a:\n    f: x\n  condition: a and b\n', 10, 3, /no search "b"/, /searches here: a/],
    ['an open parenthesis', '  a:\n    f: x\n  condition: (a\n', 10, 3, /not closed/, undefined],
    [
      'an aggregation that says nothing',
      '  a:\n    f: x\n  condition: a | many() > 5\n',
      10,
      3,
      /aggregation/,
      /correlation/,
    ],
    ['near', '  a:\n    f: x\n  b:\n    f: y\n  condition: a | near b\n', 12, 3, /no longer/, /type temporal/],
    ['two of', '  a:\n    f: x\n  condition: 2 of them\n', 10, 3, /"2" of is not supported/, /1 of/],
    ['a map below a field', '  a:\n    f:\n      g: x\n  condition: a\n', 9, 5, /a field takes/, /dots/],
    ['a key given twice', '  a:\n    f: x\n    f: y\n  condition: a\n', 10, 5, /not valid YAML/, undefined],
    ['an empty list', '  a:\n    f: []\n  condition: a\n', 9, 5, /empty list/, undefined],
    ['no condition', '  a:\n    f: x\n', 7, 1, /no condition/, undefined],
    ['modifiers that contradict', '  a:\n    f|re|cidr: x\n  condition: a\n', 9, 5, /cannot be joined/, undefined],
  ])('%s', (_, detection, line, column, message, hint) => {
    const error = errorOf(detection);
    expect(error).toMatchObject({ file: 'r0.yml', line, column });
    expect(error?.message).toMatch(message);
    if (hint !== undefined) expect(error?.hint).toMatch(hint);
  });

  it('never stops the others, and the first of two with one id stays', () => {
    const good = '  a:\n    eventName: x\n  condition: a\n';
    const files = [
      rule('  : [', 1),
      rule(good, 2),
      { ...rule(good, 2), path: 'copy.yml' },
      { path: 'list.yml', text: '- a' },
      rule(good, 3),
    ];
    const { engine, errors } = compileRules(files);
    expect(engine.rules.map((r) => r.title)).toEqual(['Rule 2', 'Rule 3']);
    expect(errors.map((e) => e.file)).toEqual(['r1.yml', 'copy.yml', 'list.yml']);
    expect(engine.match({ product: 'aws', service: 'cloudtrail' }, { eventName: 'X' })).toHaveLength(2);
  });

  it('stands up to nesting and alias bombs', () => {
    const bomb = `${head()}a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c]\n`;
    expect(compileRules([{ path: 'bomb.yml', text: bomb }]).errors).toHaveLength(1);
    expect(errorOf(`  a:\n    f: x\n  condition: ${'('.repeat(900)}a\n`)?.message).toMatch(/nested deeper/);
    expect(errorOf(`  a:\n    f: x\n  condition: ${'not '.repeat(400)}a\n`)?.message).toMatch(/nested deeper/);
  });
});

describe('what a rule says of itself', () => {
  it('reads techniques and tactics from tags, in either spelling', () => {
    const text = `${head()}tags:\n  - attack.t1098.001\n  - attack.privilege_escalation\n  - attack.defense-evasion\n  - attack.s0001\n  - cve.2024-1\ndetection:\n  a:\n    f: x\n  condition: a\n`;
    const [meta] = compileRules([{ path: 'r.yml', text }]).engine.rules;
    expect(meta).toMatchObject({
      techniques: ['T1098.001'],
      tactics: ['privilege-escalation', 'defense-evasion'],
      status: 'experimental',
    });
  });

  it.each([
    ['product: aws', { product: 'aws', service: 'guardduty' }, true],
    ['product: AWS\n  service: CloudTrail', { product: 'aws', service: 'cloudtrail' }, true],
    ['product: aws\n  service: cloudtrail', { product: 'aws', service: 'guardduty' }, false],
    ['category: process_creation', { product: 'aws', service: 'cloudtrail' }, false],
  ])('logsource %s', (logsource, source, match) => {
    const text = `title: t\nid: 00000000-0000-4000-8000-000000000000\nlevel: low\nlogsource:\n  ${logsource}\ndetection:\n  a:\n    f: x\n  condition: a\n`;
    expect(compileRules([{ path: 'r.yml', text }]).engine.match(source, { f: 'x' }).length > 0).toBe(match);
  });
});
