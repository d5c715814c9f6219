import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { OidcKeys, publicKeySet } from '../../../src/decide/credentials/web-identity-keys.ts';
import {
  ACCOUNT,
  account,
  addUser,
  codeOf,
  decide,
  env,
  freshDatabase,
  gate,
  keySpec,
  ledgerTypes,
  must,
  ORG,
  permitRequest,
  setUp,
} from './world.ts';

const ISSUER = 'https://issuer.vedette.test';
const expiration = new Date(Date.now() + 900_000).toISOString();
const reply = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
  <SubjectFromWebIdentityToken>s</SubjectFromWebIdentityToken><Credentials><AccessKeyId>ASIAKEYLESS</AccessKeyId>
  <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials>
  </AssumeRoleWithWebIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>`;

let sent: { headers: Headers; form: URLSearchParams }[];
let answer: () => Response;
let admin: Principal;

const keylessAccount = (more: Record<string, unknown> = {}) => {
  const { accessKeyId: _id, secretAccessKey: _secret, externalId: _external, ...rest } = account();
  return { ...rest, auth: 'web_identity', ...more };
};
const put = (body: unknown) => gate.admin.putAccount({ v: 1, caller: admin, body });
const why = { reason: 'a drill' };

beforeEach(async () => {
  await freshDatabase();
  sent = [];
  answer = () => new Response(reply, { headers: { 'content-type': 'text/xml' } });
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    sent.push({
      headers: request.headers,
      form: new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())),
    });
    return answer();
  });
  admin = await setUp();
});
afterEach(() => vi.restoreAllMocks());

const inspect = (incident = 'inc_1') =>
  gate.reads.forRead({ v: 1, org: ORG, incident, account: ACCOUNT, agent: 'inspector' });

async function forward(permit?: string) {
  if (permit === undefined) {
    const [plan] = await decide();
    ({ permit } = must(await gate.decisions.permit(permitRequest(plan!))));
  }
  const step = { v: 1 as const, permit, opId: 'op_1', spec: keySpec(), direction: 'forward' as const, fence: 1 };
  return { permit, made: await gate.steps.forStep({ ...step, step: 'deactivate' }) };
}

describe('an account without keys', () => {
  it('is registered without them, and answers what its roles must trust, to the letter', async () => {
    expect(must(await put(keylessAccount()))).toEqual({
      account: ACCOUNT,
      warnings: [],
      trust: {
        issuer: ISSUER,
        audience: `vedette:${ORG}`,
        subjects: {
          read: `org:${ORG}:account:${ACCOUNT}:role:read`,
          write: `org:${ORG}:account:${ACCOUNT}:role:write`,
        },
      },
    });
    expect(must(await gate.directory.accounts({ v: 1, caller: admin })).accounts).toMatchObject([
      { auth: 'web_identity', writeRole: true, readRole: true, warnings: [] },
    ]);
  });

  it('takes over from keys, and none of them is kept', async () => {
    must(await put(account()));
    must(await put(keylessAccount()));
    const row = await env.AUTHORITY.prepare('SELECT access_key_id, keys, external_id FROM account').first();
    expect(row).toEqual({ access_key_id: '', keys: '', external_id: null });
  });

  it.each([
    ['/accessKeyId', { accessKeyId: 'AKIAVEDETTEBASE00000' }],
    ['/secretAccessKey', { secretAccessKey: 'base-secret-key' }],
    ['/externalId', { externalId: 'e' }],
    ['/writeRoleArn', { writeRoleArn: undefined }],
    ['/readRoleArn', { readRoleArn: undefined }],
    ['/readRoleArn', { readRoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write` }],
    ['/writeRoleArn', { writeRoleArn: 'arn:aws:iam::999900001111:role/vedette-write' }],
  ])('is refused at %s with %o', async (field, more) =>
    expect(await put(keylessAccount(more))).toMatchObject({ ok: false, error: { code: 'unprocessable', field } }),
  );

  it('keys are needed in pairs otherwise, and are warned of', async () => {
    expect(await put({ ...account(), secretAccessKey: undefined })).toMatchObject({
      ok: false,
      error: { field: '/secretAccessKey' },
    });
    expect(must(await put(account())).warnings).toEqual([expect.stringContaining('long-lived access keys')]);
    expect(must(await put({ ...account(), writeRoleArn: undefined, readRoleArn: undefined })).warnings).toEqual([
      expect.stringContaining('long-lived access keys'),
      expect.stringContaining('no write and no read role'),
    ]);
    const entry = (await env.LEDGER.entries()).findLast((e) => e.type === 'account.put');
    expect(entry?.body['warnings']).toHaveLength(2);
  });

  it('is acted on with one unsigned AssumeRoleWithWebIdentity a step, its token for that role alone', async () => {
    must(await put(keylessAccount()));
    const { made } = await forward();
    expect(must(made)).toMatchObject({ accessKeyId: 'ASIAKEYLESS', narrowed: true, sessionName: 'vedette-1-1' });
    expect(sent).toHaveLength(1);
    const [{ headers, form }] = sent as [(typeof sent)[0]];
    expect([headers.get('authorization'), headers.get('x-amz-date')]).toEqual([null, null]);
    expect(Object.fromEntries(form)).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write`,
      RoleSessionName: 'vedette-1-1',
      DurationSeconds: '900',
    });
    expect(form.get('Policy')).toContain('iam:UpdateAccessKey');
    const ring = OidcKeys.parse(JSON.parse(env.OIDC_KEYS!));
    const { payload } = await jwtVerify(
      form.get('WebIdentityToken')!,
      createLocalJWKSet(JSON.parse(publicKeySet(ring)) as JSONWebKeySet),
      { issuer: ISSUER, audience: `vedette:${ORG}` },
    );
    expect(payload.sub).toBe(`org:${ORG}:account:${ACCOUNT}:role:write`);
    const kept = JSON.stringify([await env.LEDGER.entries(), made]);
    expect(kept).not.toContain(form.get('WebIdentityToken'));
  });

  it('is read with the other role, whose credentials are kept; those to write never are', async () => {
    must(await put(keylessAccount()));
    must(await inspect());
    must(await inspect());
    expect(sent).toHaveLength(1);
    expect(sent[0]!.form.get('RoleArn')).toContain('role/vedette-read');
    const { permit } = await forward();
    await forward(permit);
    expect(sent).toHaveLength(3);
    const tokens = sent.slice(1).map((s) => s.form.get('WebIdentityToken'));
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  it.each([
    ['InvalidIdentityToken', 400, 'forbidden'],
    ['IDPRejectedClaim', 403, 'forbidden'],
    ['AccessDenied', 403, 'forbidden'],
    ['ExpiredTokenException', 400, 'forbidden'],
    ['IDPCommunicationError', 400, 'unavailable'],
  ])('STS answers %s: it is said what to look at, and the token is not', async (code, status, ours) => {
    must(await put(keylessAccount()));
    answer = () =>
      new Response(
        `<ErrorResponse><Error><Code>${code}</Code><Message>${sent.at(-1)!.form.get('WebIdentityToken')}</Message></Error></ErrorResponse>`,
        { status },
      );
    const refused = await inspect('inc_2');
    expect(refused).toMatchObject({
      ok: false,
      error: { code: ours, detail: expect.stringContaining('issuer') as string },
    });
    expect(JSON.stringify(refused)).not.toContain(sent[0]!.form.get('WebIdentityToken'));
  });
});

describe('the kill switch', () => {
  beforeEach(async () => {
    must(await put(keylessAccount()));
  });

  it('stops every token at once, kept read credentials too, and says who stopped it and why', async () => {
    must(await inspect('inc_3'));
    const { permit } = await forward();
    const before = sent.length;
    expect(must(await gate.safeguards.stopKeyless({ v: 1, caller: admin, body: why }))).toMatchObject({
      issuer: ISSUER,
      accounts: [ACCOUNT],
      stopped: { scope: 'organisation', reason: 'a drill', by: `user:${admin.user}` },
    });
    for (const refused of [await inspect('inc_3'), (await forward(permit)).made])
      expect(refused).toMatchObject({
        ok: false,
        error: { code: 'unavailable', detail: expect.stringContaining('a drill') as string },
      });
    expect(sent).toHaveLength(before);
    expect(must(await gate.safeguards.resumeKeyless({ v: 1, caller: admin, body: why })).stopped).toBeNull();
    must(await inspect('inc_3'));
    // Anew: what was kept before the stop is gone.
    expect(sent).toHaveLength(before + 1);
    expect((await ledgerTypes()).filter((t) => t.startsWith('keyless.'))).toEqual([
      'keyless.stopped',
      'keyless.resumed',
    ]);
  });

  it('needs an admin and a reason', async () => {
    const analyst = await addUser(admin, 'analyst', 'Ann');
    expect(codeOf(await gate.safeguards.stopKeyless({ v: 1, caller: analyst, body: why }))).toBe('forbidden');
    expect(codeOf(await gate.safeguards.stopKeyless({ v: 1, caller: admin, body: {} }))).toBe('malformed');
    expect(must(await gate.safeguards.keyless({ v: 1, caller: analyst })).stopped).toBeNull();
  });

  it('of the installation needs the setup token, and no organisation’s admin undoes it', async () => {
    const everywhere = (token: string, wanted: string) =>
      gate.safeguards.keylessEverywhere({ v: 1, token, body: { wanted, reason: 'a key was taken' } });
    expect(codeOf(await everywhere('wrong', 'stop'))).toBe('forbidden');
    expect(must(await everywhere('setup-token-of-the-tests', 'stop'))).toEqual({ stopped: true });
    expect(must(await gate.safeguards.resumeKeyless({ v: 1, caller: admin, body: why })).stopped).toMatchObject({
      scope: 'installation',
      reason: 'a key was taken',
    });
    expect(codeOf(await inspect('inc_4'))).toBe('unavailable');
    must(await everywhere('setup-token-of-the-tests', 'resume'));
    must(await inspect('inc_4'));
    const told = (await env.LEDGER.entries()).findLast((e) => e.type === 'keyless.stopped');
    expect(told).toMatchObject({ actor: 'installation:operator', body: { scope: 'installation' } });
  });

  it('leaves accounts with keys alone', async () => {
    must(await put(account()));
    must(await gate.safeguards.stopKeyless({ v: 1, caller: admin, body: why }));
    answer = () => new Response(reply.replaceAll('AssumeRoleWithWebIdentity', 'AssumeRole'));
    expect(must(await inspect('inc_5'))).toMatchObject({ accessKeyId: 'ASIAKEYLESS' });
  });
});
