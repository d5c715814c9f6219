import { CreateNetworkAclEntryCommand, DescribeNetworkAclsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetRoleCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { GetIPSetCommand, ListIPSetsCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
import { previewOf } from '../../src/respond/preview.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';

const ACCOUNT = '111122223333';
const ATTACKERS = '999900001111';
const REGION = 'us-east-1';
const MALLORY = { id: 'AKIAMALLORY000000001', secret: 'mallory-secret-of-the-simulator' };
const OURS = { id: 'AKIAVEDETTE000000001', secret: 'vedette-secret-of-the-simulator' };
const ATTACKER = { id: 'AKIAATTACKER00000001', secret: 'attacker-secret-of-the-simulator' };
const SET_ID = 'a1b2c3d4-5678-40ab-8def-111111111111';
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const own = `arn:aws:iam::${ACCOUNT}:root`;
const theirs = `arn:aws:iam::${ATTACKERS}:root`;
const trustIn = (...AWS: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
});
/** With white space of its own, that a release must give back. */
const TRUST = JSON.stringify(trustIn(own, theirs), null, 3);

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

let aws: Simulator;
beforeAll(async () => {
  aws = await startSimulator();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.reset();
  await aws.seed(seed);
});

const base = { accessKeyId: OURS.id, secretAccessKey: OURS.secret };
const place = { account: ACCOUNT, region: REGION, partition: 'aws' };
const client = (credentials: AwsCredentials) => createAwsClient({ credentials, endpoint: aws.url, timeoutMs: 2_000 });
const sdk = (key: { id: string; secret: string } = OURS, token?: string) => ({
  region: REGION,
  endpoint: aws.url,
  maxAttempts: 1,
  credentials: { accessKeyId: key.id, secretAccessKey: key.secret, ...(token ? { sessionToken: token } : {}) },
});
const outcome = (call: Promise<unknown>): Promise<string> =>
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
async function setUp(actionId: string, params: object, { leave = (p) => p, beforeWrite, n = 1 }: Options = {}) {
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

const material = async (t: Awaited<ReturnType<typeof setUp>>) => t.action.material(await t.snapshot());

const TRUSTED = { roleName: 'deploy', removePrincipals: [ATTACKERS] };
const BLOCK = { scope: 'REGIONAL', ipSetName: 'vedette-blocked-web', ipSetId: SET_ID, address: '203.0.113.7/32' };
const addresses = async () => {
  const { IPSet } = await new WAFV2Client(sdk()).send(
    new GetIPSetCommand({ Name: BLOCK.ipSetName, Scope: 'REGIONAL', Id: SET_ID }),
  );
  return { addresses: [...(IPSet?.Addresses ?? [])].sort(), description: IPSet?.Description };
};
const aclOfVpc = async () => {
  const { NetworkAcls } = await new EC2Client(sdk()).send(new DescribeNetworkAclsCommand({}));
  return NetworkAcls![0]!;
};
const denying = async (cidr = '203.0.113.7/32') => ({ networkAclId: (await aclOfVpc()).NetworkAclId!, cidr });
const rules = async () =>
  (await aclOfVpc()).Entries!.map((e) => `${e.Egress} ${e.RuleNumber} ${e.RuleAction} ${e.CidrBlock}`).sort();

describe.each([
  ['aws.iam.revert-trust-policy', () => Promise.resolve(TRUSTED), 'remove-principals'],
  ['aws.iam.disable-console-sign-in', () => Promise.resolve({ userName: 'mallory' }), 'deny-console'],
  ['aws.wafv2.block-address', () => Promise.resolve(BLOCK), 'add-address'],
  ['aws.ec2.deny-address', () => denying(), 'deny-ingress'],
] as const)('%s, as AWS sees it', (id, paramsOf, first) => {
  it('contains as it said it would, and puts everything back exactly', async () => {
    const params = await paramsOf();
    const t = await setUp(id, params);
    const state = await aws.state();
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect(await material(t)).toEqual(t.action.expected(t.before, params, place));
    expect(await material(t)).not.toEqual(t.action.material(t.before));
    expect(await t.letGo()).toMatchObject({ state: 'released' });
    const tokenless = (s: unknown) => JSON.stringify(s).replaceAll(/"lockToken":"[^"]*"/g, '');
    expect(tokenless((await t.snapshot()).state)).toBe(tokenless(t.before.state));
    expect(Object.keys(await aws.state())).toEqual(Object.keys(state));
  });

  it('the preview changes nothing and says what is to be', async () => {
    const t = await setUp(id, await paramsOf());
    const preview = await previewOf(t.op.spec, t.op.incident, {
      credentials: () => Promise.resolve({ ok: true, value: { ...base, narrowed: false } }),
      client,
      now: Date.now,
    });
    expect(preview).toMatchObject({ ok: true, value: { exists: true, alreadyDone: false } });
    if (preview.ok) expect(preview.value.diff.length).toBeGreaterThan(0);
    expect(await material(t)).toEqual(t.action.material(t.before));
  });

  it.each([
    ['a lost answer', { kind: 'lose-answer' }],
    ['a server error', { kind: '500' }],
    ['throttling', { kind: 'throttle', times: 2 }],
  ] as const)('%s on the first write leads to one containment all the same', async (_, fault) => {
    const t = await setUp(id, await paramsOf(), {
      beforeWrite: async (r) => {
        if (faulted) return;
        faulted = true;
        await aws.faults({ ...fault, service: r.service, operation: r.operation });
      },
    });
    let faulted = false;
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect(faulted).toBe(true);
    expect(await t.letGo()).toMatchObject({ state: 'released' });
    expect(await material(t)).toEqual(t.action.material(t.before));
  });

  it('without leave to write nothing is changed, and AWS’s refusal is what is reported', async () => {
    const t = await setUp(id, await paramsOf(), {
      leave: (permissions, step) =>
        step === first ? [{ actions: ['sts:GetCallerIdentity'], resources: ['*'] }] : permissions,
    });
    expect(await t.contain('failed')).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/AccessDenied|UnauthorizedOperation/) as string,
    });
    expect(await material(t)).toEqual(t.action.material(t.before));
  });

  it('without leave to read it fails before anything is written', async () => {
    const t = await setUp(id, await paramsOf(), {
      leave: () => [{ actions: ['sts:GetCallerIdentity'], resources: ['*'] }],
    });
    expect(await t.contain('failed')).toMatchObject({ state: 'failed' });
    expect(await material(t)).toEqual(t.action.material(t.before));
  });
});

describe('a trust policy', () => {
  const assume = (key = ATTACKER) =>
    new STSClient(sdk(key)).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`, RoleSessionName: 'eve' }),
    );
  const users = (s: Awaited<ReturnType<typeof assume>>) => {
    const c = s.Credentials!;
    return outcome(
      new IAMClient(sdk({ id: c.AccessKeyId!, secret: c.SecretAccessKey! }, c.SessionToken)).send(
        new ListUsersCommand({}),
      ),
    );
  };
  const trustText = async () => {
    const { Role } = await new IAMClient(sdk()).send(new GetRoleCommand({ RoleName: 'deploy' }));
    return decodeURIComponent(Role!.AssumeRolePolicyDocument!);
  };

  it('shuts the removed out and their sessions off, lets the others in, and comes back to the letter', async () => {
    const session = await assume();
    expect(await users(session)).toBe('allowed');
    const t = await setUp('aws.iam.revert-trust-policy', TRUSTED);
    expect(await t.contain()).toMatchObject({
      proof: 'configured',
      detail: expect.stringContaining('denied') as string,
    });
    expect([await outcome(assume()), await users(session), await outcome(assume(MALLORY))]).toEqual([
      'AccessDenied',
      'AccessDenied',
      'allowed',
    ]);
    await t.letGo();
    expect(await trustText()).toBe(TRUST);
    expect(await users(session)).toBe('allowed');
  });

  it('without the deny of sessions, those that are there live on, and the proof says so', async () => {
    const session = await assume();
    const t = await setUp('aws.iam.revert-trust-policy', { ...TRUSTED, denySessions: false });
    expect(await t.contain()).toMatchObject({ state: 'held', detail: expect.stringContaining('live on') as string });
    expect([await outcome(assume()), await users(session)]).toEqual(['AccessDenied', 'allowed']);
    expect(await t.letGo()).toMatchObject({ state: 'released' });
  });

  it('with nobody left, AWS takes the policy that stands in, and nobody gets in', async () => {
    const t = await setUp('aws.iam.revert-trust-policy', { ...TRUSTED, removePrincipals: [own, theirs] });
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect([await outcome(assume()), await outcome(assume(MALLORY))]).toEqual(['AccessDenied', 'AccessDenied']);
    await t.letGo();
    expect(await trustText()).toBe(TRUST);
  });

  it.each([
    [
      'the trust policy',
      () =>
        new IAMClient(sdk()).send(
          new UpdateAssumeRolePolicyCommand({ RoleName: 'deploy', PolicyDocument: JSON.stringify(trustIn(theirs)) }),
        ),
    ],
    [
      'the deny of sessions',
      () =>
        new IAMClient(sdk()).send(
          new PutRolePolicyCommand({
            RoleName: 'deploy',
            PolicyName: 'VedetteDenySessions-trust',
            PolicyDocument: JSON.stringify(everything),
          }),
        ),
    ],
  ])('%s changed by somebody else while held is left as it is: a person is asked', async (_, change) => {
    const t = await setUp('aws.iam.revert-trust-policy', TRUSTED);
    await t.contain();
    await change();
    const changed = await t.snapshot();
    expect(await t.letGo('contested')).toMatchObject({ state: 'contested' });
    expect(await t.snapshot()).toEqual(changed);
  });

  it('of a role that AWS keeps for itself is not touched', async () => {
    await expect(setUp('aws.iam.revert-trust-policy', { ...TRUSTED, roleName: 'AWSServiceRoleForX' })).rejects.toThrow(
      'RoleOfAws',
    );
  });
});

describe('a console sign-in', () => {
  it('gives a session that can do nothing, made before or after, while keys work on', async () => {
    const sign = async () => (await new STSClient(sdk(MALLORY)).send(new GetSessionTokenCommand({}))).Credentials!;
    // A session of GetSessionToken is what the console has; IAM's own calls want MFA of it, EC2's do not.
    const use = (c: Awaited<ReturnType<typeof sign>>) =>
      outcome(
        new EC2Client(sdk({ id: c.AccessKeyId!, secret: c.SecretAccessKey! }, c.SessionToken)).send(
          new DescribeNetworkAclsCommand({}),
        ),
      );
    const key = () => outcome(new EC2Client(sdk(MALLORY)).send(new DescribeNetworkAclsCommand({})));
    const open = await sign();
    const t = await setUp('aws.iam.disable-console-sign-in', { userName: 'mallory' });
    expect(await t.contain()).toMatchObject({ state: 'held', proof: 'effective' });
    expect(await use(open)).toBe('UnauthorizedOperation');
    expect(await use(await sign())).toBe('UnauthorizedOperation');
    expect(await key()).toBe('allowed');
    await t.letGo();
    expect(await use(open)).toBe('allowed');
    expect((await t.snapshot()).state).toEqual(t.before.state);
  });
});

describe('an IP set that many share', () => {
  it('two incidents at once: both addresses get in, each release takes out its own', async () => {
    const one = await setUp('aws.wafv2.block-address', BLOCK);
    const two = await setUp('aws.wafv2.block-address', { ...BLOCK, address: '203.0.113.8/32' }, { n: 2 });
    const held = await Promise.all([one.contain(), two.contain()]);
    expect(held.map((s) => s?.state)).toEqual(['held', 'held']);
    const both = ['198.51.100.0/24', '203.0.113.7/32', '203.0.113.8/32'];
    expect(await addresses()).toEqual({ addresses: both, description: 'kept' });
    await one.letGo();
    expect((await addresses()).addresses).toEqual(['198.51.100.0/24', '203.0.113.8/32']);
    await two.letGo();
    expect((await addresses()).addresses).toEqual(['198.51.100.0/24']);
  });

  it('a change between reading and writing makes AWS refuse the old token; nothing of it is lost', async () => {
    let raced = false;
    const t = await setUp('aws.wafv2.block-address', BLOCK, {
      beforeWrite: async (r) => {
        if (raced || r.operation !== 'UpdateIPSet') return;
        raced = true;
        const { LockToken } = (await new WAFV2Client(sdk()).send(new ListIPSetsCommand({ Scope: 'REGIONAL' })))
          .IPSets![0]!;
        await new WAFV2Client(sdk()).send(
          new UpdateIPSetCommand({
            Name: BLOCK.ipSetName,
            Scope: 'REGIONAL',
            Id: SET_ID,
            Description: 'kept',
            Addresses: ['198.51.100.0/24', '192.0.2.99/32'],
            LockToken,
          }),
        );
      },
    });
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect(raced).toBe(true);
    expect((await addresses()).addresses).toEqual(['192.0.2.99/32', '198.51.100.0/24', '203.0.113.7/32']);
  });

  it('an address that somebody takes out while held is drift: a person is asked', async () => {
    const t = await setUp('aws.wafv2.block-address', BLOCK);
    await t.contain();
    const { LockToken } = (await new WAFV2Client(sdk()).send(new ListIPSetsCommand({ Scope: 'REGIONAL' }))).IPSets![0]!;
    await new WAFV2Client(sdk()).send(
      new UpdateIPSetCommand({ Name: BLOCK.ipSetName, Scope: 'REGIONAL', Id: SET_ID, Addresses: [], LockToken }),
    );
    t.custody.passTo(t.custody.now + t.custody.times.probeEveryMs);
    await t.contain('contested');
    expect(t.custody.status(t.op.opId)).toMatchObject({ state: 'contested' });
  });
});

describe('a network ACL that many share', () => {
  it('two incidents at once: each gets a number of its own, each release deletes its own', async () => {
    const before = await rules();
    const one = await setUp('aws.ec2.deny-address', await denying());
    const other = await setUp('aws.ec2.deny-address', await denying('203.0.113.8/32'), { n: 2 });
    const held = await Promise.all([one.contain(), other.contain()]);
    expect(held.map((s) => s?.state)).toEqual(['held', 'held']);
    expect((await rules()).filter((r) => r.includes('deny 203'))).toHaveLength(4);
    await one.letGo();
    expect((await rules()).filter((r) => r.includes('deny 203')).every((r) => r.endsWith('203.0.113.8/32'))).toBe(true);
    await other.letGo();
    expect(await rules()).toEqual(before);
  });

  it('a number that somebody takes in between is refused by AWS, and the next one is taken', async () => {
    let raced = false;
    const t = await setUp('aws.ec2.deny-address', await denying(), {
      beforeWrite: async (r) => {
        if (raced) return;
        raced = true;
        await new EC2Client(sdk()).send(
          new CreateNetworkAclEntryCommand({
            NetworkAclId: r.params['NetworkAclId'] as string,
            RuleNumber: r.params['RuleNumber'] as number,
            Protocol: '-1',
            RuleAction: 'allow',
            Egress: false,
            CidrBlock: '198.51.100.0/24',
          }),
        );
      },
    });
    expect(await t.contain()).toMatchObject({ state: 'held', proof: 'configured' });
    expect(await rules()).toEqual(
      expect.arrayContaining([
        'false 1 allow 198.51.100.0/24',
        'false 2 deny 203.0.113.7/32',
        'true 1 deny 203.0.113.7/32',
      ]),
    );
    await t.letGo();
    expect((await rules()).filter((r) => r.includes('203.0.113.7'))).toEqual([]);
    expect(await rules()).toContain('false 1 allow 198.51.100.0/24');
  });
});
