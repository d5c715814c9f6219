import { describe, expect, it } from 'vitest';
import { ApiError } from '../api-error.ts';
import { parsePolicy } from './document.ts';
import { evaluate } from './evaluate.ts';
import { arnFits, wildcard } from './match.ts';

const decide = (
  statements: object | object[],
  action: string,
  resource: string,
  context: Record<string, string[]> = {},
) =>
  evaluate(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })), { action, resource, context })
    .decision;

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });
const user = 'arn:aws:iam::111122223333:user/alice';

describe('matching', () => {
  it.each([
    ['*', 'anything', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbcd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['', '', true],
    ['', 'x', false],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, fits) => expect(wildcard(pattern, text)).toBe(fits));

  it('takes linear time on a pattern that would choke a backtracking one', () => {
    const started = performance.now();
    expect(wildcard('*a'.repeat(200), 'a'.repeat(5_000) + 'b')).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each([
    ['arn:aws:iam::*:user/*', user, true],
    ['arn:aws:iam::111122223333:user/a*', user, true],
    ['arn:aws:*', user, false],
    ['arn:aws:iam:*:user/alice', user, false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a:b:c', true],
    ['*', user, true],
  ])('ARN %s and %s: %s', (pattern, arn, fits) => expect(arnFits(pattern, arn)).toBe(fits));
});

describe('deciding', () => {
  it('nothing said is a deny, an explicit deny beats every allow', () => {
    expect(decide(allow({ Action: 'iam:GetUser' }), 'iam:PutUserPolicy', user)).toBe('implicitDeny');
    expect(decide([allow(), deny({ Action: 'iam:Put*' })], 'iam:PutUserPolicy', user)).toBe('explicitDeny');
    expect(decide([deny({ Action: 'iam:Put*' }), allow()], 'iam:GetUser', user)).toBe('allowed');
  });

  it('actions do not mind case, ARNs do', () => {
    expect(decide(allow({ Action: 'IAM:getuser' }), 'iam:GetUser', user)).toBe('allowed');
    expect(decide(allow({ Resource: user.toUpperCase().replace('ARN', 'arn') }), 'iam:GetUser', user)).toBe(
      'implicitDeny',
    );
  });

  it('NotAction and NotResource are everything else', () => {
    const others = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };
    expect(decide(others, 'iam:GetUser', user)).toBe('implicitDeny');
    expect(decide(others, 'ec2:RunInstances', '*')).toBe('allowed');
    const elsewhere = { Effect: 'Deny', Action: '*', NotResource: user };
    expect(decide([allow(), elsewhere], 'iam:GetUser', user)).toBe('allowed');
    expect(decide([allow(), elsewhere], 'iam:GetUser', `${user}2`)).toBe('explicitDeny');
  });

  it('an action without resources is allowed on * alone', () => {
    expect(decide(allow({ Resource: 'arn:aws:ec2:*:*:instance/*' }), 'ec2:DescribeInstances', '*')).toBe(
      'implicitDeny',
    );
  });

  it('variables stand for the caller’s values; a key that is missing matches nothing', () => {
    const own = allow({ Resource: 'arn:aws:iam::111122223333:user/${aws:username}' });
    expect(decide(own, 'iam:GetUser', user, { 'aws:username': ['alice'] })).toBe('allowed');
    expect(decide(own, 'iam:GetUser', user, { 'aws:username': ['bob'] })).toBe('implicitDeny');
    expect(decide(own, 'iam:GetUser', user)).toBe('implicitDeny');
  });
});

describe('conditions', () => {
  const when = (operator: string, value: unknown, actual?: string[]) =>
    decide(allow({ Condition: { [operator]: { 'aws:K': value } } }), 'a:b', '*', actual ? { 'aws:k': actual } : {}) ===
    'allowed';

  it.each([
    ['StringEquals', 'a', ['a'], true],
    ['StringEquals', ['a', 'b'], ['b'], true],
    ['StringEquals', 'A', ['a'], false],
    ['StringEqualsIgnoreCase', 'A', ['a'], true],
    ['StringNotEquals', ['a', 'b'], ['c'], true],
    ['StringNotEquals', ['a', 'b'], ['b'], false],
    ['StringLike', 'a*', ['abc'], true],
    ['StringNotLike', 'a*', ['abc'], false],
    ['ArnLike', 'arn:aws:iam::*:role/x', ['arn:aws:iam::111122223333:role/x'], true],
    ['ArnEquals', user, [user], true],
    ['ArnNotLike', 'arn:aws:iam::*:role/*', [user], true],
    ['Bool', 'true', ['true'], true],
    ['Bool', true, ['false'], false],
    ['NumericLessThan', '10', ['9'], true],
    ['NumericGreaterThanEquals', 10, ['10'], true],
    ['NumericEquals', '1', ['x'], false],
    ['DateLessThan', '2026-11-21T05:00:00Z', ['2026-11-21T04:59:59Z'], true],
    ['DateLessThan', '2026-11-21T05:00:00Z', ['2026-11-21T05:00:00Z'], false],
    ['DateGreaterThan', '1795240000', ['2030-01-01T00:00:00Z'], true],
    ['DateLessThan', 'no date', ['2026-11-21T05:00:00Z'], false],
    ['IpAddress', '10.0.0.0/8', ['10.1.2.3'], true],
    ['NotIpAddress', '10.0.0.0/8', ['10.1.2.3'], false],
    ['Null', 'false', ['a'], true],
    ['Null', 'true', ['a'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['x', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'x'], false],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ])('%s %j of %j: %s', (operator, value, actual, holds) => expect(when(operator, value, actual)).toBe(holds));

  it.each([
    ['StringEquals', 'a', false],
    ['StringNotEquals', 'a', true],
    ['StringEqualsIfExists', 'a', true],
    ['DateLessThan', '2026-11-21T05:00:00Z', false],
    ['BoolIfExists', 'true', true],
    ['Null', 'true', true],
    ['Null', 'false', false],
    ['ForAllValues:StringEquals', 'a', true],
    ['ForAnyValue:StringEquals', 'a', false],
  ])('%s where the key is missing: %s', (operator, value, holds) => expect(when(operator, value)).toBe(holds));

  it('all operators and all keys must hold', () => {
    const both = { StringEquals: { 'aws:a': '1', 'aws:b': '2' }, Bool: { 'aws:c': 'true' } };
    const statement = allow({ Condition: both });
    expect(decide(statement, 'a:b', '*', { 'aws:a': ['1'], 'aws:b': ['2'], 'aws:c': ['true'] })).toBe('allowed');
    expect(decide(statement, 'a:b', '*', { 'aws:a': ['1'], 'aws:b': ['3'], 'aws:c': ['true'] })).toBe('implicitDeny');
    expect(decide(statement, 'a:b', '*', { 'aws:a': ['1'], 'aws:b': ['2'] })).toBe('implicitDeny');
  });
});

describe('documents', () => {
  it.each([
    '',
    '[]',
    '{"Version":"2012-10-17"}',
    '{"Version":"2020-01-01","Statement":[]}',
    '{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}',
    '{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}',
    '{"Statement":{"Effect":"Allow","Action":"*"}}',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Conditions":{}}}',
    '{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}',
  ])('refused: %s', (text) => expect(() => parsePolicy(text)).toThrow(ApiError));
});
