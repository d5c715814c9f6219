import { beforeEach, describe, expect, it } from 'vitest';
import type { PermitPayload } from '../../../src/contracts/custody.ts';
import type { Principal } from '../../../src/contracts/access.ts';
import type { ReadCache } from '../../../src/decide/credentials/broker.ts';
import { forPreview, forRead } from '../../../src/decide/credentials/for-read.ts';
import { forStep } from '../../../src/decide/credentials/for-step.ts';
import type { AssumeRole, GateDeps } from '../../../src/decide/deps.ts';
import { generateEd25519, importEd25519Private } from '../../../src/kit/crypto.ts';
import { signToken, verifyToken } from '../../../src/kit/token.ts';
import { actionById } from '../../../src/respond/actions/registry.ts';
import { gateDeps } from '../deps.ts';
import {
  ACCOUNT,
  codeOf,
  decide,
  draft,
  env,
  freshDatabase,
  gate,
  keySpec,
  must,
  ORG,
  permitRequest,
  putAccount,
  setUp,
} from './world.ts';

type Assumed = { base: Parameters<AssumeRole>[0]; request: Parameters<AssumeRole>[1] };
const NOW = Date.now();
let assumed: Assumed[];
let deps: GateDeps;
let admin: Principal;
let permit: string;
const step = actionById('aws.iam.deactivate-access-key')!.steps[0]!.id;
const undo = actionById('aws.iam.deactivate-access-key')!.revert[0]!.id;

beforeEach(async () => {
  await freshDatabase();
  assumed = [];
  deps = {
    ...gateDeps(env),
    assumeRole: (base, request) => {
      assumed.push({ base, request });
      return Promise.resolve({
        ok: true,
        value: {
          accessKeyId: `ASIA${assumed.length}`,
          secretAccessKey: 's',
          sessionToken: 't',
          expiresAt: deps.now() + 900_000,
          narrowed: true,
          sessionName: request.sessionName,
        },
      });
    },
  };
  admin = await setUp();
  await putAccount(admin);
  const [plan] = await decide();
  ({ permit } = must(await gate.decisions.permit(permitRequest(plan!))));
});

const request = (more: Record<string, unknown> = {}) => ({
  v: 1,
  permit,
  opId: 'op_1',
  spec: keySpec(),
  direction: 'forward',
  step,
  fence: 1,
  ...more,
});
const ask = async (more: Record<string, unknown> = {}) => forStep(deps, request(more));
const types = async () => (await env.LEDGER.entries()).filter((e) => e.chain === 'inc_1').map((e) => e.type);

describe('credentials for a step', () => {
  it('are the write role’s, narrowed to the step’s calls on its own target, for this incident', async () => {
    expect(must(await ask())).toMatchObject({ accessKeyId: 'ASIA1', narrowed: true });
    const [{ base, request: r }] = assumed as [Assumed];
    expect(base).toEqual({ accessKeyId: 'AKIAVEDETTEBASE00000', secretAccessKey: 'base-secret-key' });
    expect(r).toMatchObject({
      roleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write`,
      externalId: 'ext-1',
      sessionName: 'vedette-1-1',
    });
    expect(r.policy.length).toBeLessThanOrEqual(2048);
    expect(r.policy).toContain('mallory');
    expect(r.policy).not.toContain('"Resource":["*"]');
    expect(await types()).toContain('credentials.issued');
  });
  it('a probe gets the read role and read calls only', async () => {
    must(await ask({ direction: 'probe', step: 'probe' }));
    expect(assumed[0]!.request.roleArn).toMatch(/vedette-read$/);
    expect(assumed[0]!.request.policy).not.toMatch(/iam:(Put|Update|Delete|Attach|Create)/);
  });
  it('are refused for a tampered spec, another operation, and a step that the action does not have', async () => {
    expect(codeOf(await ask({ spec: keySpec('admin') }))).toBe('forbidden');
    expect(codeOf(await ask({ spec: { ...keySpec(), region: 'eu-west-1' } }))).toBe('forbidden');
    expect(codeOf(await ask({ opId: 'op_2' }))).toBe('forbidden');
    expect(codeOf(await ask({ step: 'other' }))).toBe('unprocessable');
    expect(assumed).toEqual([]);
  });
  it('are refused for a forged, altered or foreign-purpose permit', async () => {
    const payload = (await verifyToken(await gate.steps.permitKeys(), 'permit', permit)) as Record<string, unknown>;
    const stranger = await generateEd25519();
    const forger = { keyId: stranger.keyId, key: await importEd25519Private(stranger.privateKey) };
    const own = (await deps.permitKey()).signer;
    const forged = await signToken(forger, 'permit', payload);
    for (const bad of [
      forged,
      forged.replace(stranger.keyId, own.keyId),
      `${permit.slice(0, -1)}${permit.endsWith('0') ? '1' : '0'}`,
      await signToken(own, 'session', payload),
      await signToken(own, 'permit', { ...payload, id: 'perm_never' }),
      await signToken(own, 'permit', { ...payload, expiresAt: 9_999_999_999_999 }),
      'x.y.z',
    ])
      expect(codeOf(await ask({ permit: bad }))).toBe('forbidden');
    expect(assumed).toEqual([]);
  });
  it('after the permit’s expiry go forward no more, but still back', async () => {
    deps = { ...deps, now: () => NOW + 3 * 3_600_000 };
    expect(codeOf(await ask())).toBe('gone');
    expect(codeOf(await ask({ direction: 'revert', step: undo }))).toBe('ok');
    expect(codeOf(await ask({ direction: 'probe', step: 'probe' }))).toBe('ok');
  });
  describe('where the policy has drift answered by containing again', () => {
    const LEASE_GRACE_MS = 45 * 60_000;
    let lapse: number;
    let issuedAt: number;
    beforeEach(async () => {
      const { publicKeys, signer } = await deps.permitKey();
      const payload = (await verifyToken(publicKeys, 'permit', permit)) as PermitPayload;
      const ops = payload.ops.map((o) => ({ ...o, leaseMs: 86_400_000, onDrift: 'reapply' as const }));
      permit = await signToken(signer, 'permit', { ...payload, ops });
      await env.AUTHORITY.prepare('UPDATE permit SET token = ?').bind(permit).run();
      issuedAt = payload.issuedAt;
      lapse = issuedAt + ops[0]!.leaseMs + LEASE_GRACE_MS;
      if (lapse <= payload.expiresAt) throw new Error('the lease must outlast the permit');
    });
    const at = (ms: number) => {
      deps = { ...deps, now: () => ms };
    };

    it('go forward as long as the lease can run, and no longer', async () => {
      at(lapse - 1);
      expect(codeOf(await ask())).toBe('ok');
      at(lapse);
      expect(codeOf(await ask())).toBe('gone');
      expect(codeOf(await ask({ direction: 'revert', step: undo }))).toBe('ok');
    });
    it('go forward no more once the plan was voided', async () => {
      at(lapse - 1);
      await env.AUTHORITY.prepare("UPDATE plan SET status = 'void'").run();
      expect(codeOf(await ask())).toBe('gone');
    });
    it('go forward no more once the target became protected', async () => {
      at(lapse - 1);
      await env.AUTHORITY.prepare("INSERT INTO protected_pattern VALUES (?, '*mallory*', 'test', 'x', 1)")
        .bind(ORG)
        .run();
      expect(codeOf(await ask())).toBe('forbidden');
    });
    it('only for the operation of which the policy says so', async () => {
      at(lapse - 1);
      expect(codeOf(await ask({ opId: 'op_2' }))).toBe('forbidden');
    });
  });
  it('after the plan was voided go forward no more', async () => {
    const [plan] = await decide();
    must(await gate.decisions.void({ v: 1, org: ORG, plan: plan!.id, reason: 'drift' }));
    expect(codeOf(await ask())).toBe('gone');
    expect(codeOf(await ask({ direction: 'revert', step: undo }))).toBe('ok');
  });
  it('are refused once the target became protected', async () => {
    await env.AUTHORITY.prepare("INSERT INTO protected_pattern VALUES (?, '*mallory*', 'test', 'x', 1)")
      .bind(ORG)
      .run();
    expect(codeOf(await ask())).toBe('forbidden');
  });
  it('a permit is not an endless supply: after sixteen tries of a step a person must look', async () => {
    for (let fence = 1; fence <= 16; fence++) must(await ask({ fence }));
    expect(codeOf(await ask({ fence: 17 }))).toBe('too_fast');
  });
  it('without a role are the static keys as they are, and the ledger says so once a permit', async () => {
    await putAccount(admin, { writeRoleArn: undefined, readRoleArn: undefined });
    expect(must(await ask())).toEqual({
      accessKeyId: 'AKIAVEDETTEBASE00000',
      secretAccessKey: 'base-secret-key',
      narrowed: false,
    });
    must(await ask({ fence: 2 }));
    expect(assumed).toEqual([]);
    expect((await types()).filter((t) => t === 'credentials.not_narrowed')).toHaveLength(1);
  });
  it('what STS refuses is said, and nothing is recorded as issued', async () => {
    deps = { ...deps, assumeRole: async () => ({ ok: false, error: { code: 'unavailable', detail: 'throttled' } }) };
    expect(codeOf(await ask())).toBe('unavailable');
    expect(await env.AUTHORITY.prepare('SELECT count(*) AS n FROM issuance').first()).toEqual({ n: 0 });
  });
});

describe('credentials to read', () => {
  const cache = (): ReadCache => new Map();
  const read = (more: Record<string, unknown> = {}) => ({
    v: 1,
    org: ORG,
    incident: 'inc_1',
    account: ACCOUNT,
    agent: 'inspector',
    ...more,
  });

  it('for a preview are the read role’s under the action’s read calls', async () => {
    must(await forPreview(deps, cache(), { v: 1, org: ORG, incident: 'inc_1', spec: draft().spec }));
    expect(assumed[0]!.request).toMatchObject({ roleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-read` });
    expect(assumed[0]!.request.policy).not.toMatch(/iam:(Put|Update|Delete|Attach|Create)/);
  });
  it('for the inspector never include a call that changes anything or reads secrets', async () => {
    must(await forRead(deps, cache(), read()));
    const { Statement } = JSON.parse(assumed[0]!.request.policy) as { Statement: { Action: string[] }[] };
    for (const action of Statement.flatMap((s) => s.Action))
      expect(action).toMatch(/^[a-z0-9]+:(Get|List|Describe|Lookup)/);
  });
  it('are refused for accounts that are not the organisation’s', async () => {
    expect(codeOf(await forRead(deps, cache(), read({ account: '999999999999' })))).toBe('forbidden');
    expect(codeOf(await forRead(deps, cache(), read({ org: 'org_other' })))).toBe('forbidden');
    expect(
      codeOf(await forPreview(deps, cache(), { v: 1, org: 'org_other', incident: 'inc_1', spec: draft().spec })),
    ).toBe('forbidden');
  });
  it('without a role are the static keys, and the ledger says so once an incident and reader', async () => {
    await putAccount(admin, { writeRoleArn: undefined, readRoleArn: undefined });
    const incident = 'inc_unnarrowed';
    for (let i = 0; i < 3; i++) expect(must(await forRead(deps, cache(), read({ incident }))).narrowed).toBe(false);
    const told = (await env.LEDGER.entries()).filter((e) => e.chain === incident);
    expect(told.map((e) => [e.type, e.body['reader']])).toEqual([['credentials.not_narrowed', 'inspector']]);
  });
  it('are kept until ten minutes before they expire, for the same incident and account as stored', async () => {
    const kept = cache();
    const at = (ms: number): GateDeps => ({ ...deps, now: () => NOW + ms });
    deps = at(0);
    must(await forRead(deps, kept, read()));
    must(await forRead(at(299_000), kept, read()));
    expect(assumed).toHaveLength(1);
    must(await forRead(at(299_000), kept, read({ incident: 'inc_2' })));
    expect(assumed).toHaveLength(2);
    must(await forRead(at(301_000), kept, read()));
    expect(assumed).toHaveLength(3);
    await env.AUTHORITY.prepare('UPDATE account SET updated_at = updated_at + 1').run();
    must(await forRead(at(301_000), kept, read()));
    expect(assumed).toHaveLength(4);
  });
});
