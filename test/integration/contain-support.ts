import { DescribeNetworkAclsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsRequest } from '../../src/aws/types.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import { assumeRoleBy } from '../../src/decide/credentials/aws.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { digestOf } from '../../src/kit/crypto.ts';
import type { Permission } from '../../src/respond/action.ts';
import { actionById } from '../../src/respond/actions/registry.ts';
import { CustodianDouble, opFor } from '../../src/respond/custody/test/custodian-double.ts';
import { executeStep, type StepDeps } from '../../src/respond/execute-step.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';

export const ACCOUNT = '111122223333';
const ATTACKERS = '999900001111';
const REGION = 'us-east-1';
export const MALLORY = { id: 'AKIAMALLORY000000001', secret: 'mallory-secret-of-the-simulator' };
const OURS = { id: 'AKIAVEDETTE000000001', secret: 'vedette-secret-of-the-simulator' };
export const ATTACKER = { id: 'AKIAATTACKER00000001', secret: 'attacker-secret-of-the-simulator' };
export const SET_ID = 'a1b2c3d4-5678-40ab-8def-111111111111';
export const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
export const own = `arn:aws:iam::${ACCOUNT}:root`;
export const theirs = `arn:aws:iam::${ATTACKERS}:root`;
export const trustIn = (...AWS: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
});
/** With white space of its own, that a release must give back. */
export const TRUST = JSON.stringify(trustIn(own, theirs), null, 3);

const seed = {
  accounts: [
    {
      id: ACCOUNT,
      users: [
        { name: 'mallory', path: '/staff/', policies: { all: everything }, keys: [MALLORY], loginProfile: {} },
        { name: 'vedette', policies: { all: everything }, keys: [OURS] },
      ],
      roles: [
        { name: 'vedette-write', trust: trustIn(own), policies: { all: everything } },
        { name: 'deploy', path: '/ci/', trust: TRUST, policies: { all: everything } },
        { name: 'AWSServiceRoleForX', path: '/aws-service-role/x.amazonaws.com/', trust: TRUST },
      ],
      regions: {
        [REGION]: {
          vpcs: [{ id: 'vpc-00000000000000001' }],
          subnets: [{ id: 'subnet-00000000000000001', vpc: 'vpc-00000000000000001' }],
          ipSets: [{ name: 'vedette-blocked-web', id: SET_ID, description: 'kept', addresses: ['198.51.100.0/24'] }],
        },
      },
    },
    { id: ATTACKERS, users: [{ name: 'eve', policies: { all: everything }, keys: [ATTACKER] }] },
  ],
};

export let aws: Simulator;

/** Starts the simulator for the file that calls it; every test begins with the same world. */
export function onSimulator(): void {
  // Hours of custody's and AWS's time pass in some: hundreds of calls.
  vi.setConfig({ testTimeout: 30_000 });
  beforeAll(async () => {
    aws = await startSimulator();
  });
  afterAll(() => aws.close());
  beforeEach(async () => {
    await aws.reset();
    await aws.seed(seed);
  });
}

export const base = { accessKeyId: OURS.id, secretAccessKey: OURS.secret };
export const place = { account: ACCOUNT, region: REGION, partition: 'aws' };
export const client = (credentials: AwsCredentials) =>
  createAwsClient({ credentials, endpoint: aws.url, timeoutMs: 2_000 });
export const sdk = (key: { id: string; secret: string } = OURS, token?: string) => ({
  region: REGION,
  endpoint: aws.url,
  maxAttempts: 1,
  credentials: { accessKeyId: key.id, secretAccessKey: key.secret, ...(token ? { sessionToken: token } : {}) },
});
export const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'allowed',
    (error: Error) => error.name,
  );

interface Options {
  /** Called with each step's leave; what it returns is what the session gets. */
  leave?: (permissions: readonly Permission[], step: string) => readonly Permission[];
  /** Called before each write is sent. */
  beforeWrite?: (request: AwsRequest) => Promise<void>;
  n?: number;
}

/** The responder on the simulator; every call runs under a session narrowed to what its step declares, as the gate does it. */
export async function setUp(actionId: string, params: object, { leave = (p) => p, beforeWrite, n = 1 }: Options = {}) {
  const action = actionById(actionId)!;
  const assume = assumeRoleBy((credentials) => createAwsClient({ credentials, endpoint: aws.url }));
  const narrowed: StepDeps['credentials'] = async ({ direction, step }) => {
    const steps = direction === 'forward' ? action.steps : action.revert;
    const policy = buildSessionPolicy(
      leave(
        direction === 'probe'
          ? action.readPermissions(params, place)
          : (steps.find((s) => s.id === step)?.permissions(params, place) ?? []),
        direction === 'probe' ? 'probe' : step,
      ),
    );
    if (!policy.ok) return policy;
    return assume(base, {
      region: REGION,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write`,
      sessionName: 'vedette-test',
      policy: policy.value,
      externalId: null,
    });
  };
  const custody = new CustodianDouble(action);
  custody.now = Date.now();
  const deps: StepDeps = {
    custody,
    credentials: narrowed,
    client: (credentials) => {
      const real = client(credentials);
      return {
        sendRead: (r) => real.sendRead(r),
        send: async (r) => {
          await beforeWrite?.(r);
          return real.send(r);
        },
      };
    },
    now: () => custody.now,
    goValidMs: custody.times.goValidMs,
  };
  const snapshot = async () => {
    const read = await action.read((r) => client({ ...base, narrowed: false }).sendRead(r), params, place);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const before = await snapshot();
  const op = opFor(action, params as Record<string, string>, {
    n,
    preImageDigest: digestOf(action.material(before)),
    now: custody.now,
  });
  const work = async () => {
    for (let job = custody.jobs.shift(); job; job = custody.jobs.shift()) await executeStep(job, deps);
  };
  /** Works, and lets custody's own waits pass, until it rests in a state. */
  const until = async (state: string) => {
    for (let i = 0; i < 400 && custody.status(op.opId)?.state !== state; i++) {
      await work();
      const due = custody.due();
      if (custody.status(op.opId)?.state === state || due === undefined) break;
      // AWS's time passes with custody's: late requests land, stale readings grow fresh.
      await aws.advance(Math.ceil(Math.max(0, due - custody.now)), { clients: 'stay' });
      custody.passTo(due);
    }
    await work();
    return custody.status(op.opId);
  };
  const contain = async (state = 'held') => {
    custody.acquire(op);
    return until(state);
  };
  const letGo = async (state = 'released') => {
    custody.release(op);
    return until(state);
  };
  return { action, custody, op, snapshot, before, contain, letGo };
}

export const material = async (t: Awaited<ReturnType<typeof setUp>>) => t.action.material(await t.snapshot());

export const TRUSTED = { roleName: 'deploy', removePrincipals: [ATTACKERS] };
export const BLOCK = {
  scope: 'REGIONAL',
  ipSetName: 'vedette-blocked-web',
  ipSetId: SET_ID,
  address: '203.0.113.7/32',
};
export const addresses = async () => {
  const { IPSet } = await new WAFV2Client(sdk()).send(
    new GetIPSetCommand({ Name: BLOCK.ipSetName, Scope: 'REGIONAL', Id: SET_ID }),
  );
  return { addresses: [...(IPSet?.Addresses ?? [])].sort(), description: IPSet?.Description };
};
export const aclOfVpc = async () => {
  const { NetworkAcls } = await new EC2Client(sdk()).send(new DescribeNetworkAclsCommand({}));
  return NetworkAcls![0]!;
};
export const denying = async (cidr = '203.0.113.7/32') => ({ networkAclId: (await aclOfVpc()).NetworkAclId!, cidr });
export const rules = async () =>
  (await aclOfVpc()).Entries!.map((e) => `${e.Egress} ${e.RuleNumber} ${e.RuleAction} ${e.CidrBlock}`).sort();
