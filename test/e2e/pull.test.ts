import { createServer, request as httpRequest, type Server } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, ask, type TypedClient } from '../../cli/lib/client.ts';
import { newSecrets, type Credentials, type FleetSecrets } from '../../cli/lib/state.ts';
import { stats, until } from '../../cli/demo/watch.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet, type Fleet } from '../../cli/local/launch.ts';
import { killStale } from '../../cli/local/process.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { requestOf } from '../../src/ingest/client.ts';
import { clients } from '../../src/ingest/sources/clients.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';
import { freePort, scratch } from './support.ts';

const ACCOUNT = '111122223333';
const BUCKET = 'example-trail-logs';
const REGION = 'eu-west-1';
const KEYS = { id: 'AKIAVEDETTEPULL00000', secret: 'secret-of-the-puller-in-the-simulator' };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/vedette-puller`;
const RECORDS = 6_000;
const TRAIL = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/11/21/${ACCOUNT}_CloudTrail_${REGION}_large.json.gz`;
const FLOWS = `AWSLogs/${ACCOUNT}/vpcflowlogs/${REGION}/2026/11/21/flows+1.log.gz`;

const record = (n: number) => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/reader`, userName: 'reader', accountId: ACCOUNT },
  eventTime: new Date().toISOString(),
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.17',
  eventID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  recipientAccountId: ACCOUNT,
});
const packed = (text: string): string => gzipSync(text).toString('base64');
const now = Math.floor(Date.now() / 1000);
const flows = [
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  ...Array.from(
    { length: 700 },
    (_, n) => `2 ${ACCOUNT} eni-0a1b2c3d 203.0.113.9 192.0.2.4 ${n} 443 6 10 840 ${now} ${now + 60} ACCEPT OK`,
  ),
].join('\n');

/**
 * AWS, but that the first answer with the large object stops in its middle and never goes on. Counts how often it is asked for.
 */
function stallingAws(port: number, simulator: () => string): { server: Server; asked: () => number } {
  let asked = 0;
  const server = createServer((request, response) => {
    const large = request.url?.endsWith('_large.json.gz') === true;
    const stalls = large && ++asked === 1;
    const { hostname, port: to } = new URL(simulator());
    const { method, url: path, headers } = request;
    // The host is signed: it stays the one that was called.
    const onward = httpRequest({ hostname, port: to, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (stalls) void buffer(answer).then((all) => response.write(all.subarray(0, all.length / 2)));
      else answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(port, '127.0.0.1');
  return { server, asked: () => asked };
}

let simulator: Simulator;
let aws: ReturnType<typeof stallingAws>;
let fleet: Fleet;
let client: TypedClient;
let credentials: Credentials;
let start: () => Promise<void>;
let source: { id: string; path: string; secret: string };
let stateDir: string;

beforeAll(async () => {
  stateDir = join(await scratch(), 'state');
  const secrets: FleetSecrets = await newSecrets();
  const awsPort = await freePort();
  const [consolePort, ingestPort] = [await freePort(), await freePort()];
  const options = fleetOptions({
    stateDir,
    consolePort,
    ingestPort,
    secrets,
    awsEndpoint: `http://127.0.0.1:${awsPort}`,
    crons: true,
  });
  start = async () => {
    fleet = await startFleet({
      ...options,
      vars: { ...options.vars, puller: { ...options.vars.puller, PULL_LEASE_MS: '3000' } },
    });
  };
  await start();
  // After the fleet: it ends whatever workerd it finds when it comes up.
  simulator = await startSimulator();
  aws = stallingAws(awsPort, () => simulator.url);
  const allow = (Action: string, Resource: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource }],
  });
  await simulator.seed({
    accounts: [
      {
        id: ACCOUNT,
        users: [{ name: 'vedette', keys: [KEYS], policies: { assume: allow('sts:AssumeRole', ROLE) } }],
        roles: [
          {
            name: 'vedette-puller',
            trust: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/vedette` },
                  Action: 'sts:AssumeRole',
                  Condition: { StringEquals: { 'sts:ExternalId': 'ours' } },
                },
              ],
            },
            policies: { pulling: allow('s3:GetObject', `arn:aws:s3:::${BUCKET}/AWSLogs/*`) },
          },
        ],
        buckets: [
          {
            name: BUCKET,
            region: REGION,
            objects: [
              {
                key: TRAIL,
                content: packed(JSON.stringify({ Records: Array.from({ length: RECORDS }, (_, n) => record(n)) })),
                contentEncoding: 'gzip',
              },
              { key: FLOWS, content: packed(flows) },
            ],
          },
        ],
      },
    ],
  });
  ({ credentials } = await bootstrap({
    stateDir,
    consoleUrl: fleet.consoleUrl,
    ingestUrl: fleet.ingestUrl,
    secrets,
    accounts: [
      {
        account: ACCOUNT,
        name: 'logs',
        environment: 'production',
        regions: [REGION],
        accessKeyId: KEYS.id,
        secretAccessKey: KEYS.secret,
        externalId: 'ours',
      },
    ],
  }));
  client = apiClient(fleet.consoleUrl, credentials.apiKey);
  const settings = { buckets: [`${BUCKET}/AWSLogs/`], roleArn: ROLE, region: REGION };
  const body = { kind: 'aws.s3', name: 'logs', accounts: [ACCOUNT], settings };
  source = (await ask(client.POST('/sources', { body }))) as typeof source;
});
afterAll(async () => {
  await fleet.stop();
  await simulator.close();
  aws.server.closeAllConnections();
  aws.server.close();
});

const announce = async (key: string, etag?: string): Promise<number> => {
  const event = {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: ACCOUNT,
    time: new Date().toISOString(),
    region: REGION,
    detail: { bucket: { name: BUCKET }, object: { key, ...(etag === undefined ? {} : { etag }) }, reason: 'PutObject' },
  };
  const response = await fetch(new URL(source.path, fleet.ingestUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': source.secret },
    body: JSON.stringify(event),
  });
  return response.status;
};

/** Announcements are events too, and so is the third record of Firehose. */
let announced = 0;
const counted = async (): Promise<number> => (await stats(client)).events - announced;

describe('log objects in S3', () => {
  it('are pulled when they are announced, streamed, each record once, though the fleet is killed in the middle', async () => {
    expect(await announce(TRAIL)).toBe(202);
    announced++;
    await until(
      async () => ((await counted()) > 0 ? true : undefined),
      30_000,
      () => 'nothing was pulled',
      20,
    );
    await killStale(stateDir);
    await fleet.stop().catch(() => undefined);
    await start();
    await until(
      async () => ((await counted()) >= RECORDS ? true : undefined),
      60_000,
      () => 'the object did not come whole after the fleet was killed',
    );
    expect(await counted()).toBe(RECORDS);
    expect(aws.asked()).toBe(2);
  });

  it('and by Firehose are the same records', async () => {
    const { path, secret } = credentials.sources['aws.firehose']!;
    const input = { records: [RECORDS - 2, RECORDS - 1, RECORDS].map(record), secret, settings: {}, now: Date.now() };
    const request = await requestOf(clients['aws.firehose']!, { ...input, deliveryId: 'two-roads' });
    const { method, headers, body } = request;
    expect((await fetch(new URL(path, fleet.ingestUrl), { method, headers: { ...headers }, body })).status).toBe(200);
    await until(
      async () => ((await counted()) > RECORDS ? true : undefined),
      30_000,
      () => 'Firehose brought nothing',
    );
    expect(await counted()).toBe(RECORDS + 1);
    announced++;
  });

  it('count once, announced again by whatever road', async () => {
    expect(await announce(TRAIL)).toBe(202);
    announced++;
    // What comes after it tells that it has been dealt with.
    expect(await announce(FLOWS)).toBe(202);
    announced++;
    await until(
      async () => ((await counted()) >= RECORDS + 700 ? true : undefined),
      30_000,
      () => 'the flow log did not come',
    );
    expect(await counted()).toBe(RECORDS + 700);
  });

  it('that no source covers are left alone, and somebody is told', async () => {
    expect(await announce('private/CloudTrail/x.json.gz')).toBe(202);
    const letters = await until(
      async () => {
        const page = await ask(client.GET('/dead-letters'));
        return page.items.length > 0 ? page.items : undefined;
      },
      30_000,
      () => 'nobody was told',
    );
    expect(letters).toMatchObject([{ origin: 'vedette-pulls', place: `s3://${BUCKET}/private/CloudTrail/x.json.gz` }]);
    expect(letters[0]!.reason).toContain('aws.s3');
  });
});
