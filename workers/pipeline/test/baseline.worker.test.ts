import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ObserveRequest, PrincipalBaselineApi } from '../../../durable-objects/principal-baseline/api.ts';
import type { PrincipalBaseline } from '../../../durable-objects/principal-baseline/principal-baseline.ts';
import type { BlockEntry, BlockMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { Finding } from '../../../src/contracts/finding.ts';
import { principalKey, shardOf } from '../../../src/detect/baseline/hash.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { DAY_MS } from '../../../src/kit/clock.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { depsOf, newMemory, type Deps } from '../deps.ts';
import { processBlocks } from '../process-blocks.ts';
import { ACCOUNT, env, journalName, migrateMain, newScope, rows, supervisor } from './world.ts';

beforeAll(migrateMain);
beforeEach(() => supervisor.reset());

const ARN = `arn:aws:iam::${ACCOUNT}:user/ann`;
const HOME = '3.120.0.1';
const BRAZIL = '200.160.2.3';
/** Noon of today, so that no test runs over midnight. */
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
let events = 0;

const call = (daysAgo: number, eventName: string, more: Record<string, unknown> = {}) => ({
  eventVersion: '1.09',
  eventID: `e-${++events}`,
  eventTime: new Date(NOON - daysAgo * DAY_MS).toISOString(),
  eventSource: 'ec2.amazonaws.com',
  eventName,
  awsRegion: 'eu-central-1',
  sourceIPAddress: HOME,
  userAgent: 'aws-cli/2.17.0',
  userIdentity: { type: 'IAMUser', arn: ARN, accountId: ACCOUNT, accessKeyId: 'AKIAEXAMPLEANN000001', userName: 'ann' },
  eventType: 'AwsApiCall',
  recipientAccountId: ACCOUNT,
  ...more,
});
/** Twelve days of the same work. */
const history = () =>
  Array.from({ length: 12 }, (_, n) =>
    Array.from({ length: 12 }, (__, e) => call(12 - n, e % 2 === 0 ? 'DescribeInstances' : 'StartInstances')),
  ).flat();
const attack = (more: Record<string, unknown> = {}) => call(0, 'CreateImage', { sourceIPAddress: BRAZIL, ...more });

async function putBlock(scope: SourceScope, records: readonly unknown[]): Promise<BlockMessage> {
  const body = utf8(records.map((r) => JSON.stringify(r)).join('\n'));
  const entry: BlockEntry = {
    id: newId('dlv', Date.now()),
    scope,
    contentType: 'application/x-ndjson',
    acceptedAt: Date.now(),
    offset: 0,
    length: body.byteLength,
  };
  const block = newId('blk', Date.now());
  const key = blockKey(scope.org, scope.sourceId, block, Date.now());
  await env.RAW.put(key, encodeBlock([{ entries: [entry], body }]));
  return { v: 1, org: scope.org, block, key, journal: journalName(scope) };
}

/** The pipeline with an isolate's memory of its own, and what it asked of the objects. */
function pipeline(more: Partial<Deps> = {}) {
  const asked: ObserveRequest[] = [];
  const real = depsOf(env);
  const deps: Deps = {
    ...real,
    baselines: (org, shard): PrincipalBaselineApi => ({
      observe: (request) => {
        asked.push(request);
        return real.baselines(org, shard).observe(request);
      },
    }),
    memory: newMemory(),
    hunt: () => Promise.resolve(),
    done: () => Promise.resolve(),
    ...more,
  };
  const take = async (scope: SourceScope, records: readonly unknown[]) => {
    await processBlocks(deps, scope.org, [await putBlock(scope, records)]);
  };
  return { asked, take };
}
const findingsOf = async (scope: SourceScope) =>
  (await rows<{ body: string }>('SELECT body FROM finding WHERE org = ? ORDER BY id', scope.org)).map((r) =>
    Finding.parse(JSON.parse(r.body)),
  );
const anomaliesOf = async (scope: SourceScope) => (await findingsOf(scope)).filter((f) => f.kind === 'anomaly');

const objectOf = (scope: SourceScope, shard: number) =>
  env.PRINCIPAL_BASELINE.getByName(`${scope.org}:${shard}`) as unknown as DurableObjectStub<PrincipalBaseline>;

describe('what is usual for a principal', () => {
  it('an unusual change is found by itself, and says why', async () => {
    const scope = newScope('standard.webhook');
    await pipeline().take(scope, history());
    expect(await findingsOf(scope)).toEqual([]);
    await pipeline().take(scope, [attack()]);
    const [found, ...others] = await anomaliesOf(scope);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      rule: { id: 'vedette.baseline.country', level: 'low' },
      title: 'A principal did several things for the first time: first from BR, first CreateImage',
      operation: 'ec2.amazonaws.com:CreateImage',
      fields: [
        { field: 'vedette.source_country', value: 'BR' },
        { field: 'ocsf.api.operation', value: 'ec2.amazonaws.com:CreateImage' },
      ],
    });
    expect(found!.rarity).toEqual([
      expect.stringMatching(
        /^first CreateImage by this principal in 90 days \(12 days of history, about 1[0-9]0 events\)$/,
      ),
      expect.stringMatching(
        /^first call of this principal from BR in 90 days .*; country by data of 20\d\d-\d\d-\d\d$/,
      ),
    ]);
  });

  it('a rule’s finding says what is unusual about its event', async () => {
    const scope = newScope('standard.webhook');
    const { take } = pipeline();
    await take(scope, history());
    await take(scope, [
      call(0, 'StopLogging', {
        eventSource: 'cloudtrail.amazonaws.com',
        requestParameters: { name: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit` },
      }),
    ]);
    const [found] = await findingsOf(scope);
    expect(found).toMatchObject({ kind: 'rule' });
    expect(found!.rarity).toEqual([expect.stringContaining('first StopLogging by this principal in 90 days')]);
    expect(await anomaliesOf(scope)).toEqual([]);
  });

  it('redelivery to another isolate changes nothing', async () => {
    const scope = newScope('standard.webhook');
    const records = [...history(), attack()];
    for (let i = 0; i < 3; i++) await pipeline().take(scope, records);
    await pipeline().take(scope, records.toReversed());
    expect(await anomaliesOf(scope)).toHaveLength(1);
  });

  it('at most five a principal and day', async () => {
    const scope = newScope('standard.webhook');
    await pipeline().take(scope, history());
    const many = Array.from({ length: 12 }, () => attack());
    await pipeline().take(scope, many);
    await pipeline().take(scope, many);
    await pipeline().take(scope, [attack()]);
    expect(await anomaliesOf(scope)).toHaveLength(5);
  });

  it('three new things at once are of medium level', async () => {
    const scope = newScope('standard.webhook');
    await pipeline().take(scope, history());
    await pipeline().take(scope, [attack({ awsRegion: 'sa-east-1' })]);
    expect((await anomaliesOf(scope)).map((f) => [f.rule.level, f.severity])).toEqual([['medium', 3]]);
  });

  it.each([
    ['one new thing', () => call(0, 'CreateImage')],
    ['a read', () => attack({ eventName: 'DescribeImages' })],
    ['a refused call', () => attack({ errorCode: 'AccessDenied' })],
    ['a service’s call', () => attack({ sourceIPAddress: 'cloudformation.amazonaws.com' })],
    [
      'somebody hardly known',
      () => attack({ userIdentity: { type: 'IAMUser', arn: `${ARN}-new`, accountId: ACCOUNT } }),
    ],
  ])('%s is not told by itself', async (_, event) => {
    const scope = newScope('standard.webhook');
    await pipeline().take(scope, history());
    await pipeline().take(scope, [event()]);
    expect(await anomaliesOf(scope)).toEqual([]);
  });

  it('what a source may not speak of teaches nothing', async () => {
    const scope = newScope('standard.webhook');
    const forger = { ...scope, sourceId: `${scope.sourceId}x`, accounts: ['999988887777'] };
    await pipeline().take(scope, history());
    const forged = pipeline();
    await forged.take(forger, [attack()]);
    expect(forged.asked).toEqual([]);
    await pipeline().take(scope, [attack()]);
    expect(await anomaliesOf(scope)).toHaveLength(1);
  });

  it('what failed teaches nothing: who is refused does not become known', async () => {
    const scope = newScope('standard.webhook');
    await pipeline().take(scope, history());
    await pipeline().take(scope, [call(3, 'CreateImage', { sourceIPAddress: BRAZIL, errorCode: 'AccessDenied' })]);
    await pipeline().take(scope, [attack()]);
    expect(await anomaliesOf(scope)).toHaveLength(1);
  });

  it('knows nothing across organisations', async () => {
    const [scope, other] = [newScope('standard.webhook'), newScope('standard.webhook')];
    await pipeline().take(scope, history());
    await pipeline().take(other, [attack()]);
    expect(await anomaliesOf(other)).toEqual([]);
    const shard = shardOf(principalKey(scope.org, ARN), 8);
    const refused = runInDurableObject(objectOf(scope, shard), (object: PrincipalBaseline) =>
      object.observe({ v: 1, org: other.org, seen: [] }).then(
        () => 'taken',
        (cause: unknown) => String(cause),
      ),
    );
    expect(await refused).toContain('another organisation');
  });
});

describe('what it costs', () => {
  it('a batch is one call a shard; what was told lately is not told again', async () => {
    const scope = newScope('standard.webhook');
    const { asked, take } = pipeline();
    const people = Array.from({ length: 40 }, (_, n) => ({
      userIdentity: { type: 'IAMUser', arn: `${ARN}-${n}`, accountId: ACCOUNT },
    }));
    const work = () => people.flatMap((p) => [call(0, 'DescribeInstances', p), call(0, 'StartInstances', p)]);
    await take(scope, work());
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked.flatMap((a) => a.seen)).toHaveLength(40);
    // Operation twice, region, country, program, hour, network
    expect(asked.flatMap((a) => a.seen.flatMap((s) => s.values))).toHaveLength(40 * 7);
    const calls = asked.length;
    for (let i = 0; i < 20; i++) await take(scope, work());
    // Only how many events there were is told, whenever they doubled: 2, 4, 8, 16, 32 of them
    const later = asked.slice(calls);
    expect(later.flatMap((a) => a.seen.flatMap((s) => s.values))).toEqual([]);
    expect(later.flatMap((a) => a.seen).length).toBeLessThanOrEqual(40 * 5);
  });
});

describe('an object that is away', () => {
  it.each([
    ['throws', () => Promise.reject(new Error('away'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('%s: findings come without rarity, with a line in the log, and the next block tells all', async (_, observe) => {
    const scope = newScope('standard.webhook');
    await pipeline().take(scope, history());
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stop = call(0, 'StopLogging', {
      eventSource: 'cloudtrail.amazonaws.com',
      requestParameters: { name: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit` },
    });
    await pipeline({ baselines: () => ({ observe }) }).take(scope, [stop]);
    expect(log.mock.calls.flat().join()).toContain('baselines_not_heard');
    log.mockRestore();
    const [found] = await findingsOf(scope);
    expect(found).toMatchObject({ kind: 'rule' });
    expect(found).not.toHaveProperty('rarity');
    await pipeline().take(scope, [attack()]);
    expect(await anomaliesOf(scope)).toHaveLength(1);
  });
});

it('a shard forgets by its alarm who was not seen for a quarter', async () => {
  const scope = newScope('standard.webhook');
  await pipeline().take(scope, history());
  const shard = shardOf(principalKey(scope.org, ARN), 8);
  const stub = objectOf(scope, shard);
  const count = () =>
    runInDurableObject(stub, (_, state) => state.storage.sql.exec('SELECT COUNT(*) AS n FROM principal').one()['n']);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect(await count()).toBe(1);
  await runInDurableObject(stub, (_, state) =>
    state.storage.sql.exec('UPDATE principal SET seen = seen - 97').toArray(),
  );
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect(await count()).toBe(0);
  expect(await runDurableObjectAlarm(stub)).toBe(false);
});
