import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { coveringSource, forPull } from '../../../src/decide/credentials/for-pull.ts';
import type { AssumeRequest, GateDeps } from '../../../src/decide/deps.ts';
import { Recent } from '../../../src/kit/recent.ts';
import { gateDeps } from '../deps.ts';
import { ACCOUNT, codeOf, env, freshDatabase, gate, must, ORG, putAccount, setUp } from './world.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/vedette-puller`;
const KEY = 'AWSLogs/1/CloudTrail/x.json.gz';
interface Assumed {
  readonly by: 'keys' | 'token';
  readonly subject: string;
  readonly request: AssumeRequest & { readonly externalId?: string | null };
}
let assumed: Assumed[];
let deps: GateDeps;
let told: Recent<true>;
let admin: Principal;

const credentials = () => ({
  ok: true as const,
  value: {
    accessKeyId: 'ASIA1',
    secretAccessKey: 's',
    sessionToken: 't',
    expiresAt: Date.now() + 900_000,
    narrowed: true,
  },
});

beforeEach(async () => {
  await freshDatabase();
  assumed = [];
  told = new Recent(10);
  deps = {
    ...gateDeps(env),
    assumeRole: async (base, request) => {
      assumed.push({ by: 'keys', subject: base.accessKeyId, request });
      return credentials();
    },
    assumeRoleWithToken: async (token, request) => {
      const claims = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as {
        sub: string;
      };
      assumed.push({ by: 'token', subject: claims.sub, request });
      return credentials();
    },
  };
  admin = await setUp();
});

const addSource = async (more: Record<string, unknown> = {}, kind = 'aws.s3') =>
  must(
    await gate.admin.createSource({
      v: 1,
      caller: admin,
      body: {
        kind,
        name: 'logs',
        accounts: ['123456789012'],
        settings: { buckets: ['trail-logs/AWSLogs/'], roleArn: ROLE, region: 'eu-west-1', ...more },
      },
    }),
  ).id;
const ask = (more: Record<string, unknown> = {}) =>
  forPull(deps, told, { v: 1, org: ORG, bucket: 'trail-logs', key: KEY, ...more });

describe('credentials for an announced object', () => {
  it('are the source’s own role’s, for its prefix of that bucket alone, by a token that says so', async () => {
    const source = await addSource();
    expect(must(await ask())).toMatchObject({
      source,
      accounts: ['123456789012'],
      region: 'eu-west-1',
      owner: ACCOUNT,
      prefix: 'AWSLogs/',
      credentials: { accessKeyId: 'ASIA1' },
    });
    const [{ by, subject, request }] = assumed as [Assumed];
    expect([by, subject]).toEqual(['token', `org:${ORG}:account:${ACCOUNT}:role:pull`]);
    expect(request.roleArn).toBe(ROLE);
    expect(JSON.parse(request.policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt'],
          Resource: ['*'],
          Condition: {
            StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
            StringLike: {
              'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::trail-logs', 'arn:aws:s3:::trail-logs/AWSLogs/*'],
            },
          },
        },
        { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::trail-logs/AWSLogs/*'] },
      ],
    });
  });

  it('are had with a registered account’s keys and external id, where it has some', async () => {
    await putAccount(admin);
    await addSource();
    await ask();
    expect(assumed).toMatchObject([{ by: 'keys', subject: 'AKIAVEDETTEBASE00000', request: { externalId: 'ext-1' } }]);
    await addSource({ roleArn: 'arn:aws:iam::999999999999:role/logs', buckets: ['archive'], keysOf: ACCOUNT });
    await ask({ bucket: 'archive' });
    expect(assumed[1]).toMatchObject({ by: 'keys', request: { roleArn: 'arn:aws:iam::999999999999:role/logs' } });
  });

  it('are for nothing that no source of this organisation covers', async () => {
    await addSource();
    for (const more of [
      { key: 'private/salaries.csv' },
      { bucket: 'other-bucket' },
      { bucket: 'trail-logs-2' },
      { org: 'org_else' },
    ])
      expect(codeOf(await ask(more))).toBe('not_found');
    expect(assumed).toEqual([]);
  });

  it('end with the source: one that is disabled covers nothing', async () => {
    const id = await addSource();
    must(await gate.admin.updateSource({ v: 1, caller: admin, id, body: { enabled: false } }));
    expect(codeOf(await ask())).toBe('not_found');
  });

  it('are told to the ledger once an hour and source, however many objects there are', async () => {
    const id = await addSource();
    for (let i = 0; i < 5; i++) await ask({ key: `AWSLogs/${i}.json.gz` });
    const told = (await env.LEDGER.entries()).filter((e) => e.type === 'credentials.pull' && e.body['source'] === id);
    expect(told).toHaveLength(1);
  });

  it('are the narrower source’s, where two cover the object', async () => {
    await addSource();
    const narrow = await addSource({ buckets: ['trail-logs/AWSLogs/1/'] });
    expect(must(await ask())).toMatchObject({ source: narrow, narrower: [] });
    // Who keeps the wider grant is told what it is not for.
    expect(must(await ask({ key: 'AWSLogs/2/x.json.gz' }))).toMatchObject({
      prefix: 'AWSLogs/',
      narrower: ['AWSLogs/1/'],
    });
  });

  it.each([
    ['bucket', 'a/../b'],
    ['key', ''],
    ['org', 'acme'],
  ])('are refused for a request whose %s is none', async (name, value) => {
    expect(codeOf(await ask({ [name]: value }))).toBe('malformed');
  });
});

it('a prefix with a wildcard in it covers nothing, however it came into the database', () => {
  const source = (buckets: string[]) => ({
    id: 'src_1',
    kind: 'aws.s3',
    enabled: true,
    accounts: '[]',
    settings: JSON.stringify({ buckets, roleArn: ROLE, region: 'eu-west-1' }),
  });
  expect(coveringSource([source(['trail-logs/*'])], 'trail-logs', '*')).toBeUndefined();
  expect(coveringSource([source(['trail-logs/${aws:x}'])], 'trail-logs', '${aws:x}')).toBeUndefined();
  expect(coveringSource([source(['trail-logs'])], 'trail-logs', KEY)?.prefix).toBe('');
});
