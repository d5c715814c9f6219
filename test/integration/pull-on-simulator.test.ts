import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import { createAnonymousClient } from '../../src/aws/anonymous.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import type { PullGrant } from '../../src/contracts/pull.ts';
import { assumeRoleWithTokenBy } from '../../src/decide/credentials/aws.ts';
import { pullPermissions } from '../../src/decide/credentials/for-pull.ts';
import {
  loadOidcSigner,
  newOidcKeys,
  publicKeySet,
  type OidcKeys,
} from '../../src/decide/credentials/web-identity-keys.ts';
import { mintWebIdentity } from '../../src/decide/credentials/web-identity.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { openObject } from '../../src/pull/open-object.ts';
import { unpack } from '../../src/pull/unpack.ts';
import { filled, parseTemplate } from '../architecture/cloudformation.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';

const ACCOUNT = '111122223333';
const ORG = 'org_a';
const REGION = 'eu-west-1';
const ISSUER = 'https://issuer.example.com';
const BUCKET = 'example-trail-logs';
const PREFIX = 'AWSLogs/';
const KEY = 'AWSLogs/111122223333/CloudTrail/eu-west-1/a+b =(ü)%2F.json.gz';
const TEXT = JSON.stringify({ Records: [{ eventName: 'ListUsers' }] });
const content = gzipSync(TEXT).toString('base64');

let aws: Simulator;
let keys: OidcKeys;
let credentials: AwsCredentials;

/** The role that infra/aws/puller.yaml makes, for objects that no key of KMS hides. */
async function role() {
  const template = parseTemplate(await readFile(join(ROOT, 'infra/aws/puller.yaml'), 'utf8'));
  const names = {
    IssuerHost: new URL(ISSUER).host,
    OrganisationId: ORG,
    NamePrefix: 'vedette',
    Bucket: BUCKET,
    Prefix: PREFIX,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
  };
  const property = (resource: string, name: string) => filled(template.Resources[resource]?.Properties?.[name], names);
  const policy = property('PullerPolicy', 'PolicyDocument') as {
    Version: string;
    Statement: Record<string, unknown>[];
  };
  return {
    name: String(property('PullerRole', 'RoleName')),
    trust: String(property('PullerRole', 'AssumeRolePolicyDocument')),
    policies: { pulling: { ...policy, Statement: policy.Statement.filter((s) => s['Effect'] !== undefined) } },
  };
}

async function assume(prefix: string, of: 'pull' | 'read' = 'pull') {
  const policy = buildSessionPolicy(pullPermissions(BUCKET, prefix, REGION));
  if (!policy.ok) throw new Error(policy.error.detail);
  const signer = await loadOidcSigner(JSON.stringify(keys));
  const token = await mintWebIdentity(signer, ISSUER, { org: ORG, account: ACCOUNT, role: of }, Date.now());
  return assumeRoleWithTokenBy(() => createAnonymousClient({ endpoint: aws.url }))(token, {
    region: REGION,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-puller`,
    sessionName: 'vedette-src1-pull',
    policy: policy.value,
  });
}

beforeAll(async () => {
  aws = await startSimulator();
  keys = await newOidcKeys(Date.now() - 3_600_000);
  const jwks = JSON.parse(publicKeySet(keys)) as { keys: Record<string, unknown>[] };
  await aws.seed({
    accounts: [
      {
        id: ACCOUNT,
        roles: [await role()],
        oidcProviders: [{ url: ISSUER, clientIds: [`vedette:${ORG}`], jwks }],
        buckets: [
          {
            name: BUCKET,
            region: REGION,
            objects: [
              { key: KEY, content, contentEncoding: 'gzip' },
              { key: 'AWSLogs/plain.json.gz', content },
              { key: 'private/salaries.csv', content },
            ],
          },
        ],
      },
    ],
  });
  const made = await assume(PREFIX);
  if (!made.ok) throw new Error(made.error.detail);
  credentials = made.value;
});
afterAll(() => aws.close());

const open = (key: string, more: Partial<PullGrant> = {}, etag?: string) =>
  openObject(
    {
      source: 'src_1',
      accounts: [],
      region: REGION,
      owner: ACCOUNT,
      prefix: PREFIX,
      narrower: [],
      credentials,
      ...more,
    },
    { bucket: BUCKET, key, etag },
    { endpoint: aws.url, now: Date.now },
  );
async function textOf(key: string): Promise<string> {
  const opened = await open(key);
  if (!opened.ok) return opened.error.kind;
  let text = '';
  for await (const bytes of unpack(opened.value.body, opened.value.bytes)) text += new TextDecoder().decode(bytes);
  return text;
}

describe('log objects read with the role of infra/aws/puller.yaml', () => {
  it('come by their exact keys, marked as gzip or not', async () => {
    expect(await textOf(KEY)).toBe(TEXT);
    expect(await textOf('AWSLogs/plain.json.gz')).toBe(TEXT);
  });

  it('nothing else of the bucket is read, and what is gone cannot be told from what is forbidden', async () => {
    expect(await textOf('private/salaries.csv')).toBe('denied');
    expect(await textOf('AWSLogs/nothing.json.gz')).toBe('denied');
  });

  it('the session is narrower than the role: the prefix of one source', async () => {
    const narrow = await assume(`${PREFIX}444455556666/`);
    if (!narrow.ok) throw new Error(narrow.error.detail);
    expect(await open(KEY, { credentials: narrow.value })).toMatchObject({ ok: false, error: { kind: 'denied' } });
  });

  it('the session is no wider than the role, whatever the source says', async () => {
    const wide = await assume('');
    if (!wide.ok) throw new Error(wide.error.detail);
    expect(await open('private/salaries.csv', { credentials: wide.value })).toMatchObject({ ok: false });
  });

  it('the role takes no token that is for looking around', async () => {
    expect(await assume(PREFIX, 'read')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('other content than was announced, another owner and another region are said', async () => {
    expect(await open(KEY, {}, 'other')).toMatchObject({ error: { kind: 'replaced' } });
    expect(await open(KEY, { owner: '999999999999' })).toMatchObject({ error: { kind: 'denied' } });
    expect(await open(KEY, { region: 'us-east-1' })).toMatchObject({ error: { kind: 'never' } });
  });
});
