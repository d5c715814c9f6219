import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kit/canonical.ts';
import { answerOf } from './client.ts';
import { askSdk, type Reply } from './testing/sdk.ts';
import { answerWith, asOurs, emptyAnswer, everyOperation, neededParams, sampleStruct } from './testing/samples.ts';
import type { AwsService } from './types.ts';

const ours = (service: AwsService, operation: string, body: string, headers: Reply['headers'] = {}) =>
  answerOf({ service, operation, region: 'us-east-1', params: {} }, body, new Headers(headers));

/** Empty lists and maps left out: the SDK says `undefined` where they are missing, we say `[]` and `{}`. */
function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => !(typeof v === 'object' && v !== null && Object.keys(v).length === 0))
      .map(([k, v]) => [k, withoutEmpty(v)]),
  );
}

describe('answers are read as the official SDK reads them', () => {
  it.each(everyOperation)('$service $name, every field', async (c) => {
    const value = sampleStruct(c.operation.output);
    for (const name of Object.keys(c.operation.http?.answerHeaders ?? {}))
      if (typeof value[name] === 'string') value[name] = `${name} 1`; // a header is one line of ASCII
    const said = answerWith(c, value);
    const { output, error } = await askSdk(c.service, c.name, neededParams(c), said);
    expect(error).toBeUndefined();
    expect(ours(c.service, c.name, said.body, said.headers)).toEqual({ ok: true, value: asOurs(output) });
    // Neither left anything out.
    expect(asOurs(output)).toEqual(value);
  });

  it.each(everyOperation)('$service $name, an answer with nothing in it', async (c) => {
    const reply = emptyAnswer(c);
    const answer = ours(c.service, c.name, reply.body);
    expect(answer.ok).toBe(true);
    const { output } = await askSdk(c.service, c.name, neededParams(c), reply);
    if (answer.ok) expect(withoutEmpty(answer.value)).toEqual(withoutEmpty(asOurs(output)));
  });

  it('one member and no member of a list are lists', () => {
    const listing = (inner: string) =>
      ours(
        'iam',
        'ListUserPolicies',
        `<ListUserPoliciesResponse><ListUserPoliciesResult>${inner}<IsTruncated>false</IsTruncated></ListUserPoliciesResult></ListUserPoliciesResponse>`,
      );
    expect(listing('<PolicyNames><member>a</member></PolicyNames>')).toMatchObject({ value: { PolicyNames: ['a'] } });
    expect(listing('<PolicyNames/>')).toMatchObject({ value: { PolicyNames: [] } });
    expect(listing('')).toMatchObject({ value: { PolicyNames: [], IsTruncated: false } });
  });

  it('entities, white space and CDATA come out as the SDK has them', async () => {
    const xml =
      '<GetUserResponse><GetUserResult><User><UserName> a&amp;lt;&#10;&#xD;&quot;&apos;&#x20AC; </UserName><Path><![CDATA[<x>]]></Path><Tags>\n <member>\n  <Key>k</Key>\n  <Value/>\n </member>\n</Tags></User></GetUserResult></GetUserResponse>';
    const { output } = await askSdk('iam', 'GetUser', {}, { status: 200, body: xml });
    const answer = ours('iam', 'GetUser', xml);
    expect(answer).toMatchObject({ ok: true, value: { User: { UserName: ' a&lt;\n\r"\'€ ', Path: '<x>' } } });
    expect(answer.ok && answer.value['User']).toEqual(asOurs((output as { User: unknown }).User));
  });

  it('a long percent-encoded policy survives whole', () => {
    const document = encodeURIComponent(JSON.stringify({ Statement: 'x'.repeat(200_000), q: '"&<>' }));
    const xml = `<GetUserPolicyResponse><GetUserPolicyResult><PolicyDocument>${document}&amp;${'&quot;'.repeat(60_000)}</PolicyDocument></GetUserPolicyResult></GetUserPolicyResponse>`;
    const answer = ours('iam', 'GetUserPolicy', xml);
    expect(answer.ok && (answer.value as { PolicyDocument: string }).PolicyDocument).toBe(
      `${document}&${'"'.repeat(60_000)}`,
    );
  });
});

describe('an answer that is not whole is unknown', () => {
  const whole =
    '<GetUserResponse><GetUserResult><User><UserName>alice</UserName></User></GetUserResult></GetUserResponse>';

  it('wherever it was cut off', () => {
    for (let length = 0; length < whole.length; length++)
      expect(ours('iam', 'GetUser', whole.slice(0, length))).toMatchObject({
        ok: false,
        error: { kind: 'unknown', code: 'Truncated' },
      });
    expect(ours('iam', 'GetUser', whole).ok).toBe(true);
  });

  it.each([
    ['JSON', '{"User":{}}'],
    ['a sign-in page', '<html><body>welcome</body></html>'],
    ['another operation’s answer', '<ListUsersResponse><ListUsersResult/></ListUsersResponse>'],
    ['an error with status 200', '<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>'],
    ['a document type', `<!DOCTYPE GetUserResponse [<!ENTITY a "b">]>${whole}`],
    ['two roots', `${whole}${whole}`],
    ['a reserved name', '<GetUserResponse><__proto__><x/></__proto__></GetUserResponse>'],
    ['nesting without end', `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`],
  ])('%s', (_, xml) => {
    expect(ours('iam', 'GetUser', xml)).toMatchObject({ ok: false, error: { kind: 'unknown', code: 'Truncated' } });
  });

  it('elements named like properties of every object are not mistaken for fields', () => {
    const xml =
      '<GetUserResponse><GetUserResult><User><toString>x</toString><UserName><nested>y</nested></UserName></User></GetUserResult></GetUserResponse>';
    const answer = ours('iam', 'GetUser', xml);
    expect(answer).toEqual({ ok: true, value: { User: { Tags: [] } } satisfies JsonObject });
  });
});
