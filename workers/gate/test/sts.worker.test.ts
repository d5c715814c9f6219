import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ACCOUNT,
  codeOf,
  decide,
  freshDatabase,
  gate,
  keySpec,
  must,
  permitRequest,
  putAccount,
  setUp,
} from './world.ts';

const expiration = new Date(Date.now() + 900_000).toISOString();
const reply = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser>
  <AssumedRoleId>AROA:vedette</AssumedRoleId><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/vedette-write/vedette</Arn></AssumedRoleUser>
  <Credentials><AccessKeyId>ASIANARROWED</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
  <SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult>
  <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></AssumeRoleResponse>`;

let sent: { url: string; authorization: string; form: URLSearchParams }[];
let answer: () => Response;

beforeEach(async () => {
  await freshDatabase();
  sent = [];
  answer = () => new Response(reply, { headers: { 'content-type': 'text/xml' } });
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    sent.push({
      url: request.url,
      authorization: request.headers.get('authorization') ?? '',
      form: new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())),
    });
    return answer();
  });
});
afterEach(() => vi.restoreAllMocks());

async function step() {
  const admin = await setUp();
  await putAccount(admin);
  const [plan] = await decide();
  const { permit } = must(await gate.decisions.permit(permitRequest(plan!)));
  return gate.steps.forStep({
    v: 1,
    permit,
    opId: 'op_1',
    spec: keySpec(),
    direction: 'probe',
    step: 'probe',
    fence: 0,
  });
}

describe('narrowed credentials over the wire', () => {
  it('come from one AssumeRole that is signed with the account’s keys and carries the session policy', async () => {
    expect(must(await step())).toEqual({
      accessKeyId: 'ASIANARROWED',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiresAt: Date.parse(expiration),
      narrowed: true,
      sessionName: 'vedette-1-1',
    });
    expect(sent).toHaveLength(1);
    const [{ url, authorization, form }] = sent as [(typeof sent)[0]];
    expect(url).toMatch(/^https:\/\/sts\.us-east-1\.amazonaws\.com\//);
    expect(authorization).toContain('Credential=AKIAVEDETTEBASE00000/');
    expect(Object.fromEntries(form)).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-read`,
      RoleSessionName: 'vedette-1-1',
      DurationSeconds: '900',
      ExternalId: 'ext-1',
    });
    expect(JSON.parse(form.get('Policy')!)).toMatchObject({ Version: '2012-10-17' });
  });

  it('a role that does not trust us is said to be so', async () => {
    answer = () =>
      new Response(
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:… is not authorized</Message></Error><RequestId>r</RequestId></ErrorResponse>',
        { status: 403 },
      );
    const refused = await step();
    expect(codeOf(refused)).toBe('forbidden');
    expect(JSON.stringify(refused)).toContain('trust policy');
  });
});
