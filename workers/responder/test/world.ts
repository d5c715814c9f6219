import { createExecutionContext, env } from 'cloudflare:test';
import { expect, vi } from 'vitest';
import type { Custodian } from '../../../durable-objects/custodian/custodian.ts';
import type { AwsClient, AwsRequest } from '../../../src/aws/types.ts';
import type { AcquireRequest, ActionSpec, CustodyStatus, PermitPayload } from '../../../src/contracts/custody.ts';
import { digestOf } from '../../../src/kit/crypto.ts';
import { signToken } from '../../../src/kit/token.ts';
import { actionById } from '../../../src/respond/actions/registry.ts';
import { custodianOf } from '../../../src/respond/custody/names.ts';
import { IamDouble } from '../../../src/respond/custody/test/iam-double.ts';
import type { Env } from '../env.ts';
import { Custody } from '../index.ts';
import { testSigner } from './keys.ts';

export const testEnv = env as unknown as Env;
export const custody = () => new Custody(createExecutionContext(), testEnv);
export const KEY = 'AKIAEXAMPLEKEY000001';
export const before = digestOf({ exists: true, key: 'Active', sessions: null });

/** One IAM a user, so that tests do not meet. */
const clouds = new Map<string, IamDouble>();
export const cloudOf = (user: string): IamDouble => {
  const cloud = clouds.get(user) ?? new IamDouble();
  clouds.set(user, cloud);
  return cloud;
};
const userOf = ({ params }: AwsRequest): string => {
  const name = params['UserName'] ?? params['PolicySourceArn'];
  return typeof name === 'string' ? name.split('/').at(-1)! : '';
};
export const routed: AwsClient = {
  send: (r) => cloudOf(userOf(r)).send(r),
  sendRead: (r) => cloudOf(userOf(r)).sendRead(r),
};

export function specFor(user: string, account = '111122223333'): ActionSpec {
  const action = actionById('aws.iam.deactivate-access-key')!;
  const params = { userName: user, accessKeyId: KEY };
  const place = { account, region: 'us-east-1', partition: 'aws' };
  return {
    action: action.id,
    account,
    region: 'us-east-1',
    params,
    target: action.target(params, place),
    locks: [...action.locks(params, place)],
  };
}

/** An acquire with a permit that the gate would have signed; `change` tampers with the permit, `over` with the request. */
export async function acquireFor(
  user: string,
  n: number,
  over: Partial<AcquireRequest> = {},
  change: (p: PermitPayload) => PermitPayload = (p) => p,
): Promise<AcquireRequest> {
  const spec = specFor(user);
  const now = Date.now();
  const base = {
    v: 1 as const,
    opId: `op_${user}-${n}`,
    org: 'org_test',
    incident: `inc_${n}`,
    plan: `plan_${n}`,
    planDigest: digestOf(n),
    preImageDigest: before,
    leaseMs: 600_000,
    at: now,
    spec,
    ...over,
  };
  const permit: PermitPayload = change({
    v: 1,
    id: `perm_${n}`,
    org: 'org_test',
    incident: base.incident,
    plan: base.plan,
    planDigest: base.planDigest,
    ops: [
      {
        opId: base.opId,
        action: spec.action,
        target: spec.target,
        specDigest: digestOf(spec),
        preImageDigest: base.preImageDigest,
        leaseMs: base.leaseMs,
      },
    ],
    policyVersion: '1',
    approvals: [],
    issuedAt: now,
    expiresAt: now + 60_000,
  });
  return { permit: await signToken(await testSigner(), 'permit', permit), ...base };
}

export const stubOf = (spec: ActionSpec, org = 'org_test') =>
  testEnv.CUSTODIAN.getByName(custodianOf(org, spec)) as unknown as DurableObjectStub<Custodian>;

export async function statusOf(r: AcquireRequest): Promise<CustodyStatus> {
  const status = await custody().status({ v: 1, org: r.org, opId: r.opId, spec: r.spec });
  if (!status.ok) throw new Error(status.error.detail);
  return status.value;
}

/** Waits until an operation is in a state; the queue and the alarms are the real ones. */
export const until = (r: AcquireRequest, state: CustodyStatus['state'], more: Partial<CustodyStatus> = {}) =>
  vi.waitFor(async () => expect(await statusOf(r)).toMatchObject({ state, ...more }), { timeout: 8_000, interval: 25 });

export const release = (r: AcquireRequest) =>
  custody().release({ v: 1, org: r.org, opId: r.opId, spec: r.spec, reason: 'a test lets go' });
