import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../documents.ts';
import { hasNotPrincipal, notTrusted, sameTrust, trusted, withoutPrincipals } from './document.ts';

const EVIL = '999900001111';
const ROOT = `arn:aws:iam::${EVIL}:root`;
const OURS = 'arn:aws:iam::111122223333:role/ci';
const allow = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...more,
});
const documentOf = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
/** The document without the principals. */
const cut = (document: unknown, ...removed: string[]): unknown =>
  JSON.parse(withoutPrincipals(JSON.stringify(document), removed)!);
const NOBODY = { Effect: 'Deny', Principal: { AWS: '*' } };

describe('a trust policy without some principals', () => {
  it.each([
    ['the only one of a list of two', { AWS: [ROOT, OURS] }, { AWS: [OURS] }],
    ['one of another kind', { AWS: OURS, Federated: ROOT }, { AWS: OURS }],
    ['one that is written twice', { AWS: [ROOT, OURS, ROOT] }, { AWS: [OURS] }],
    ['an account, where the policy has its root', { AWS: [OURS, ROOT] }, { AWS: [OURS] }],
    ['an account, where the policy has its number', { AWS: [OURS, EVIL] }, { AWS: [OURS] }],
  ])('takes out %s', (_, before, after) => {
    expect(cut(documentOf(allow(before)), EVIL)).toEqual(documentOf(allow(after)));
  });

  it.each([
    ['everybody', '*', '*'],
    ['everybody, as AWS', { AWS: '*' }, '*'],
    ['a service', { Service: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com'],
    ['a provider', { Federated: 'accounts.google.com' }, 'accounts.google.com'],
    ['an account by its root, where the policy has its number', { AWS: EVIL }, ROOT],
    ['an account in another partition', { AWS: `arn:aws-cn:iam::${EVIL}:root` }, EVIL],
  ])('with %s taken out and nobody left, one that allows nobody stands in', (_, before, removed) => {
    expect(cut(documentOf(allow(before)), removed)).toMatchObject({ Statement: [NOBODY] });
    const single = { Version: '2012-10-17', Statement: allow(before) };
    expect(cut(single, removed)).toMatchObject({ Statement: NOBODY });
  });

  it('drops only the statement that is left without anybody', () => {
    const kept = allow({ AWS: OURS }, { Sid: 'ours' });
    expect(cut(documentOf(allow({ AWS: ROOT }), kept), EVIL)).toEqual(documentOf(kept));
  });

  it.each([
    ['a Deny', { ...allow({ AWS: ROOT }), Effect: 'Deny' }],
    ['a NotPrincipal', { Effect: 'Allow', NotPrincipal: { AWS: ROOT }, Action: 'sts:AssumeRole' }],
    ['one that only begins like it', allow({ AWS: `${ROOT}2` })],
    ['another case', allow({ AWS: ROOT.toUpperCase() })],
    ['everybody, where one is named', allow('*')],
    [
      'a condition that names it',
      allow({ AWS: OURS }, { Condition: { StringEquals: { 'aws:PrincipalAccount': EVIL } } }),
    ],
  ])('leaves %s alone', (_, statement) => {
    const text = JSON.stringify(documentOf(statement), null, 2);
    expect(withoutPrincipals(text, [EVIL])).toBe(text);
  });

  it('loses no field that is not known, and keeps the order of all', () => {
    const text = `{"Id":"x","Version":"2012-10-17","New":{"b":1,"a":[2,null]},"Statement":[{"Zed":true,"Effect":"Allow","Principal":{"Service":"a.b","AWS":["${ROOT}","${OURS}"]},"Action":["b","a"],"__proto__":{"x":1}}],"Last":0}`;
    expect(withoutPrincipals(text, [EVIL])).toBe(text.replace(`["${ROOT}","${OURS}"]`, `["${OURS}"]`));
  });

  it.each(['', 'null', '[]', '"x"', '{', '{"Statement":[{"Condition":{"n":12345678901234567890}}]}'])(
    'rewrites nothing that it could not rewrite faithfully: %s',
    (text) => expect(withoutPrincipals(text, [EVIL])).toBeUndefined(),
  );

  it('never lets in anybody who was not let in, nor keeps anybody who was to go; and is at rest after one time', () => {
    const principal = fc.constantFrom('*', EVIL, ROOT, OURS, 'ec2.amazonaws.com', '111122223333');
    const kinds = fc.oneof(
      fc.constant('*'),
      fc.dictionary(
        fc.constantFrom('AWS', 'Service', 'Federated'),
        fc.oneof(principal, fc.array(principal, { minLength: 1 })),
        {
          minKeys: 1,
        },
      ),
    );
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: kinds,
      Action: fc.constant('sts:AssumeRole'),
    });
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        fc.array(principal, { minLength: 1 }),
        (all, gone) => {
          const text = JSON.stringify(documentOf(...all));
          const after = withoutPrincipals(text, gone)!;
          expect(trusted(text)).toEqual(expect.arrayContaining(trusted(after)));
          expect(notTrusted(after, gone)).toEqual(gone);
          expect(withoutPrincipals(after, gone)).toBe(after);
          const denies = (t: string) =>
            (parseDocument(t)!['Statement'] as { Effect: string }[]).filter((s) => s.Effect === 'Deny');
          expect(denies(after)).toEqual(expect.arrayContaining(denies(text)));
          expect((parseDocument(after)!['Statement'] as unknown[]).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('two texts of one policy', () => {
  const text = (d: unknown, space?: number) => JSON.stringify(d, null, space);
  it('are the same in other white space, order of lists and fields, and a list of one', () => {
    const a = documentOf(allow({ AWS: ['a', 'b'] }, { Sid: 's' }));
    const b = {
      Statement: { Sid: 's', Action: ['sts:AssumeRole'], Principal: { AWS: ['b', 'a'] }, Effect: 'Allow' },
      Version: '2012-10-17',
    };
    expect(sameTrust(text(a, 2), text(b))).toBe(true);
  });
  it.each([
    ['another principal', allow({ AWS: ['a', 'c'] })],
    ['another effect', { ...allow({ AWS: ['a', 'b'] }), Effect: 'Deny' }],
    ['a condition more', allow({ AWS: ['a', 'b'] }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
  ])('are not with %s', (_, other) => {
    expect(sameTrust(text(documentOf(allow({ AWS: ['a', 'b'] }))), text(documentOf(other)))).toBe(false);
  });
  it('are not with their statements in another order: rather a person too many is asked', () => {
    const [one, two] = [allow('*', { Sid: '1' }), allow('*', { Sid: '2' })];
    expect(sameTrust(text(documentOf(one, two)), text(documentOf(two, one)))).toBe(false);
  });
  it('says whether a statement allows by whom it does not name', () => {
    expect(hasNotPrincipal(text(documentOf({ Effect: 'Allow', NotPrincipal: { AWS: ROOT } })))).toBe(true);
    expect(hasNotPrincipal(text(documentOf({ Effect: 'Deny', NotPrincipal: { AWS: ROOT } })))).toBe(false);
  });
});
