import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { WorldSeed } from './seed-schema.ts';
import { vedetteAccess, worldFromCloudTrail } from './world.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const options = { writePolicies: { write: everything }, readPolicies: { read: everything }, externalId: 'e-1' };
const ACCOUNT = '111122223333';

let second = 0;
const record = (eventName: string, more: object = {}) => ({
  eventTime: new Date(Date.UTC(2026, 0, 1, 0, 0, second++)).toISOString(),
  eventName,
  awsRegion: 'eu-west-1',
  recipientAccountId: ACCOUNT,
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::${ACCOUNT}:user/staff/alice`,
    userName: 'alice',
    accountId: ACCOUNT,
    accessKeyId: 'AKIAALICE00000000001',
  },
  ...more,
});
const made = (userName: string) => [
  record('CreateUser', {
    responseElements: { user: { userName, arn: `arn:aws:iam::${ACCOUNT}:user/${userName}` } },
  }),
  record('CreateAccessKey', {
    responseElements: { accessKey: { userName, accessKeyId: `AKIA${userName.toUpperCase().padEnd(16, '0')}` } },
  }),
];
const worldOf = (...records: object[]) => WorldSeed.parse(worldFromCloudTrail(records, options)).accounts[0]!;
const userOf = (world: ReturnType<typeof worldOf>, name: string) => world.users.find((u) => u.name === name);

describe('a world from CloudTrail records', () => {
  it('holds the recorded attack that ships with the project', async () => {
    const text = await readFile(join(HERE, '../../demo/leaked-key.ndjson'), 'utf8');
    const records = text
      .split('\n')
      .filter((l) => l !== '')
      .map((l) => JSON.parse(l) as object);
    const world = worldOf(...records);
    expect(world.users.map((u) => u.name)).toEqual(['vedette-base', 'ci-deployer', 'support-sync']);
    expect(userOf(world, 'support-sync')).toMatchObject({
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      keys: [{ status: 'Active' }],
    });
    const [region] = Object.values(world.regions).filter((r) => r.instances.length > 0);
    expect(region?.instances).toHaveLength(1);
    expect(region?.instances[0]?.interfaces[0]?.groups).toHaveLength(1);
  });

  it('has who called, with the path and key that they called with', () => {
    expect(userOf(worldOf(record('ListUsers')), 'alice')).toMatchObject({
      path: '/staff/',
      keys: [{ id: 'AKIAALICE00000000001' }],
    });
  });

  it('leaves out session keys, and what failed', () => {
    const { userIdentity } = record('x');
    const world = worldOf(
      record('ListUsers', { userIdentity: { ...userIdentity, accessKeyId: 'ASIAALICE00000000001' } }),
      ...made('backdoor').map((r) => ({ ...r, errorCode: 'AccessDenied' })),
    );
    expect(userOf(world, 'alice')?.keys.map((k) => k.id)).toEqual(['AKIAALICE00000000001']);
    expect(userOf(world, 'backdoor')).toBeUndefined();
  });

  it('stands as it was after the last record, whatever order they came in', () => {
    const off = record('UpdateAccessKey', {
      requestParameters: { userName: 'one', accessKeyId: 'AKIAONE0000000000000', status: 'Inactive' },
    });
    const [one, two] = [made('one'), made('two')];
    const gone = record('DeleteAccessKey', {
      requestParameters: { userName: 'two', accessKeyId: 'AKIATWO0000000000000' },
    });
    const late = record('UpdateAccessKey', {
      requestParameters: { userName: 'one', accessKeyId: 'AKIAONE0000000000000', status: 'Inactive' },
    });
    const world = worldOf(late, gone, off, ...two.toReversed(), ...one);
    expect(userOf(world, 'one')?.keys).toMatchObject([{ status: 'Inactive' }]);
    expect(userOf(world, 'two')?.keys).toEqual([]);
  });

  it('what users made in the records may do is what the records gave them', () => {
    const world = worldOf(
      ...made('weak'),
      record('PutUserPolicy', {
        requestParameters: { userName: 'weak', policyName: 'p', policyDocument: JSON.stringify(everything) },
      }),
      record('PutUserPolicy', {
        requestParameters: { userName: 'weak', policyName: 'q', policyDocument: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      }),
    );
    expect(userOf(world, 'weak')).toMatchObject({ attached: [] });
    expect(Object.keys(userOf(world, 'weak')!.policies)).toEqual(['p']);
  });

  it('an instance that was terminated is terminated', () => {
    const id = 'i-00000000000000001';
    const world = worldOf(
      record('RunInstances', {
        responseElements: {
          instancesSet: {
            items: [
              {
                instanceId: id,
                vpcId: 'vpc-00000000000000001',
                subnetId: 'subnet-00000000000000001',
                privateIpAddress: '10.1.2.3',
              },
            ],
          },
        },
      }),
      record('TerminateInstances', { requestParameters: { instancesSet: { items: [{ instanceId: id }] } } }),
    );
    expect(world.regions['eu-west-1']?.instances).toMatchObject([{ id, state: 'terminated' }]);
    expect(world.regions['eu-west-1']?.subnets).toMatchObject([{ cidr: '10.1.2.0/24' }]);
  });

  it('gives Vedette a base user and roles in every account, with secrets that are never the same', () => {
    const seed = worldFromCloudTrail([record('a'), record('b', { recipientAccountId: '444455556666' })], options);
    const access = vedetteAccess(seed, 'e-1');
    expect(access.map((a) => a.account)).toEqual([ACCOUNT, '444455556666']);
    expect(access[0]).toMatchObject({
      writeRoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-responder`,
      readRoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-reader`,
      externalId: 'e-1',
      regions: ['eu-west-1'],
    });
    expect(access[0]!.accessKeyId).toMatch(/^AKIAVEDETTE/);
    expect(new Set(access.map((a) => a.secretAccessKey)).size).toBe(2);
  });

  it('a trail is as it was left, a function is there whose code was changed', () => {
    const named = (functionName: string) => ({ requestParameters: { functionName } });
    const name = (n: string) => ({ requestParameters: { name: n } });
    const seed = worldFromCloudTrail(
      [
        record('StopLogging', name(`arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/main`)),
        record('StopLogging', { ...name('other'), errorCode: 'AccessDenied' }),
        record('DeleteTrail', name('gone')),
        record('UpdateFunctionCode20150331v2', named(`arn:aws:lambda:eu-west-1:${ACCOUNT}:function:pay`)),
      ],
      options,
    );
    const { regions } = WorldSeed.parse(seed).accounts[0]!;
    expect(regions['eu-west-1']).toMatchObject({
      trails: [{ name: 'main', logging: false }],
      functions: [{ name: 'pay' }],
    });
  });

  it('no record can make a seed that is refused, or take Vedette’s place', () => {
    const hostile: unknown[] = [
      null,
      'x',
      [],
      {},
      record('CreateUser', { responseElements: null }),
      record('CreateUser', { responseElements: { user: { userName: '../..', arn: 'x' } } }),
      record('CreateUser', { responseElements: { user: { userName: '__proto__' } } }),
      record('CreateUser', { responseElements: { user: { userName: 'vedette-base' } } }),
      record('CreateRole', {
        requestParameters: { assumeRolePolicyDocument: '{' },
        responseElements: { role: { arn: `arn:aws:iam::${ACCOUNT}:role/vedette-responder` } },
      }),
      record('CreatePolicy', {
        requestParameters: { policyDocument: '{}' },
        responseElements: { policy: { arn: 'arn:x' } },
      }),
      record('RunInstances', { responseElements: { instancesSet: { items: [{ instanceId: 'x' }, null, 7] } } }),
      record('RunInstances', { awsRegion: 'constructor', responseElements: { instancesSet: 'x' } }),
      record('StopLogging', { requestParameters: { name: '../x' } }),
      record('AddPermission20150331v2', { requestParameters: { functionName: { a: 1 } } }),
      record('UpdateFunctionCode20150331v2', { requestParameters: { functionName: 'a:b*c' } }),
      record('constructor', { recipientAccountId: 'x' }),
      record('toString', { eventTime: 'never' }),
    ];
    const seed = worldFromCloudTrail(hostile, options);
    const { accounts } = WorldSeed.parse(seed);
    expect(accounts[0]!.users.filter((u) => u.name === 'vedette-base')).toHaveLength(1);
    expect(accounts[0]!.roles.filter((r) => r.name === 'vedette-responder')).toMatchObject([
      { policies: { write: everything } },
    ]);
  });
});
