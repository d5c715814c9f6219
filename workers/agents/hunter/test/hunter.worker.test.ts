import { createExecutionContext, createMessageBatch, env, getQueueResult, SELF } from 'cloudflare:test';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HuntMessage, Observable } from '../../../../src/contracts/delivery.ts';
import { Finding } from '../../../../src/contracts/finding.ts';
import { fingerprintsKey } from '../../../../src/storage/indicators/keys.ts';
import { putOutOfForce } from '../../../../src/storage/indicators/write-list.ts';
import { storeList } from '../../../../test/support/indicators.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';

const bindings = env as unknown as Env;
const { INDICATORS } = bindings;
/** Past the time after which a list is looked at again. */
const LATER_MS = 60_000;

const seen = (value: string, more: Partial<Observable> = {}): Observable => ({
  type: 'ip',
  value,
  delivery: 'dlv_1',
  eventId: 'event-1',
  source: 'aws.cloudtrail',
  time: 1_760_000_000_000,
  acceptedAt: 1_760_000_000_500,
  account: '123456789012',
  region: 'eu-west-1',
  principal: 'arn:aws:iam::123456789012:user/alice',
  foreignAccount: false,
  ...more,
});
const message = (org: string, ...observables: Observable[]): HuntMessage => ({
  v: 1,
  org,
  block: 'blk_1',
  observables,
});
const list = (org: string, ...lines: unknown[]) => storeList(INDICATORS, org, lines);

async function consume(queue: string, bodies: unknown[], more: Partial<Env> = {}) {
  const sent: Finding[] = [];
  // The real queue takes it too: what it would refuse fails the test.
  const FINDINGS = {
    send: async (body: { v: 1; finding: Finding }) => {
      await bindings.FINDINGS.send(body);
      sent.push(Finding.parse(body.finding));
    },
  } as unknown as Env['FINDINGS'];
  const batch = createMessageBatch(
    queue,
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...bindings, FINDINGS, ...more });
  return { sent, result: await getQueueResult(batch, ctx) };
}
const hunt = (bodies: unknown[], more?: Partial<Env>) => consume('vedette-hunt', bodies, more);

afterEach(() => vi.restoreAllMocks());

describe('the hunter', () => {
  test('a listed observable becomes a finding that fits the contract, and a repeat makes the same one', async () => {
    await list('org_hit', { type: 'cidr', value: '203.0.113.0/24', level: 'high', source: 'feed' });
    const job = message('org_hit', seen('203.0.113.7'), seen('198.51.100.1'));
    const { sent, result } = await hunt([job]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      org: 'org_hit',
      kind: 'indicator',
      severity: 4,
      eventId: 'event-1',
      delivery: 'dlv_1',
      account: '123456789012',
      foreignAccount: false,
      entities: [
        { type: 'principal', role: 'actor' },
        { type: 'ip', id: '203.0.113.7', role: 'source' },
      ],
    });
    expect(result.explicitAcks).toEqual(['m0']);
    expect((await hunt([job])).sent[0]!.id).toBe(sent[0]!.id);
  });

  test('one organisation’s list says nothing about another’s events', async () => {
    await list('org_mine', { type: 'ip', value: '203.0.113.7' });
    const { sent, result } = await hunt([message('org_other', seen('203.0.113.7'))]);
    expect(sent).toEqual([]);
    expect(result.explicitAcks).toEqual(['m0']);
  });

  test('a listed access key is an actor, so that it can be deactivated', async () => {
    await list('org_key', { type: 'access_key', value: 'AKIAEXAMPLE', level: 'critical' });
    const { sent } = await hunt([message('org_key', seen('AKIAEXAMPLE', { type: 'access_key' }))]);
    expect(sent[0]!.entities).toContainEqual(expect.objectContaining({ type: 'access_key', role: 'actor' }));
  });

  test('an indicator that expired finds nothing', async () => {
    await list('org_old', { type: 'ip', value: '203.0.113.7', expiresAt: 1 });
    expect((await hunt([message('org_old', seen('203.0.113.7'))])).sent).toEqual([]);
  });

  test('a changed list is in force at the next look, and R2 is asked no sooner and once a batch', async () => {
    let now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    const get = vi.spyOn(INDICATORS, 'get');
    const counted = { INDICATORS } as Partial<Env>;
    const jobs = [message('org_new', seen('203.0.113.7')), message('org_new', seen('203.0.113.7'))];
    expect((await hunt(jobs, counted)).sent).toEqual([]);
    await list('org_new', { type: 'ip', value: '203.0.113.7' });
    now += 1;
    expect((await hunt(jobs, counted)).sent).toEqual([]);
    // Looked for only where there is no list, and never by who stores one.
    expect(get.mock.calls.filter(([key]) => key === 'indicators/org_new.ndjson')).toHaveLength(1);
    now += LATER_MS;
    expect((await hunt(jobs, counted)).sent).toHaveLength(2);
    // Unchanged: R2 answers without a body, and the list stays in force.
    now += LATER_MS;
    expect((await hunt(jobs, counted)).sent).toHaveLength(2);
    await putOutOfForce(INDICATORS, 'org_new');
    now += LATER_MS;
    expect((await hunt(jobs, counted)).sent).toEqual([]);
  });

  test('what a newer list found is checked by that list, not by the one that is held', async () => {
    const job = message('org_ahead', seen('203.0.113.7'));
    await list('org_ahead', { type: 'ip', value: '192.0.2.1' });
    expect((await hunt([job])).sent).toEqual([]);
    const { version } = await list('org_ahead', { type: 'ip', value: '203.0.113.7' });
    expect((await hunt([job])).sent).toEqual([]);
    expect((await hunt([{ ...job, list: version }])).sent).toHaveLength(1);
  });

  test('a list that cannot be read is told to the operator by name, and the one before stays in force', async () => {
    let now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    await list('org_torn', { type: 'ip', value: '203.0.113.7' });
    const job = message('org_torn', seen('203.0.113.7'));
    await hunt([job]);
    const torn = await list('org_torn', { type: 'ip', value: '192.0.2.1', note: 'nonsense' });
    const key = fingerprintsKey('org_torn', torn.version);
    const whole = new Uint8Array(await (await INDICATORS.get(key))!.arrayBuffer());
    await INDICATORS.put(key, whole.slice(0, -4));
    now += LATER_MS;
    expect((await hunt([job])).sent).toHaveLength(1);
    const line = String(errors.mock.calls[0]![0]);
    expect(JSON.parse(line)).toMatchObject({ event: 'indicators_unreadable', org: 'org_torn' });
    expect(line).not.toContain('nonsense');
    await INDICATORS.put(key, whole);
    now += LATER_MS;
    expect((await hunt([job])).sent).toEqual([]);
  });

  test('a list that was uploaded and never put in force finds nothing', async () => {
    await list('org_half', { type: 'ip', value: '203.0.113.7' });
    await storeList(INDICATORS, 'org_half', [{ type: 'ip', value: '192.0.2.1' }], false);
    const { sent } = await hunt([message('org_half', seen('192.0.2.1'), seen('203.0.113.7'))]);
    expect(sent.map((f) => f.evidence['observable'])).toEqual([{ type: 'ip', value: '203.0.113.7' }]);
  });

  test('a shard that should be there and is not keeps its message in the queue', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { version } = await list('org_gap', { type: 'ip', value: '203.0.113.7' });
    const { objects } = await INDICATORS.list({ prefix: `indicators/org_gap/${version}/exact/` });
    expect(objects).toHaveLength(1);
    const lines = await (await INDICATORS.get(objects[0]!.key))!.text();
    await INDICATORS.delete(objects[0]!.key);
    const { sent, result } = await hunt([message('org_gap', seen('203.0.113.7'))]);
    expect(sent).toEqual([]);
    expect(result.retryMessages).toHaveLength(1);
    await INDICATORS.put(objects[0]!.key, lines);
    expect((await hunt([message('org_gap', seen('203.0.113.7'))])).sent).toHaveLength(1);
  });

  test('a list that version 0.1 stored is in force until the next upload', async () => {
    await INDICATORS.put('indicators/org_former.ndjson', 'nonsense\n{"type":"ip","value":"203.0.113.7"}');
    const job = message('org_former', seen('203.0.113.7'));
    expect((await hunt([job])).sent).toHaveLength(1);
    const { version } = await list('org_former', { type: 'ip', value: '192.0.2.1' });
    expect((await hunt([{ ...job, list: version }])).sent).toEqual([]);
    expect(await INDICATORS.get('indicators/org_former.ndjson')).toBeNull();
  });

  test('a malformed message goes round on its own; its neighbours are hunted', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    await list('org_near', { type: 'ip', value: '203.0.113.7' });
    const { sent, result } = await hunt([
      { v: 2 },
      message('org_near', seen('203.0.113.7')),
      { ...message('org_near'), org: '../org_near' },
    ]);
    expect(sent).toHaveLength(1);
    expect(result.explicitAcks).toEqual(['m1']);
    expect(result.retryMessages.map((m) => m.msgId)).toEqual(['m0', 'm2']);
  });

  test('nothing is acknowledged while R2 or the findings queue is away', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const away = () => Promise.reject(new Error('away'));
    const noLists = { get: away } as unknown as R2Bucket;
    const first = await hunt([message('org_away', seen('203.0.113.7'))], { INDICATORS: noLists });
    expect(first.result.retryMessages).toHaveLength(1);
    await list('org_away', { type: 'ip', value: '203.0.113.7' });
    const FINDINGS = { send: away } as unknown as Env['FINDINGS'];
    const second = await hunt([message('org_away', seen('203.0.113.7'))], { FINDINGS });
    expect(second.result.explicitAcks).toEqual([]);
    expect(second.result.retryMessages).toHaveLength(1);
    expect((await hunt([message('org_away', seen('203.0.113.7'))])).sent).toHaveLength(1);
  });

  test('a dead letter is told by block and organisation only, and ends there', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { sent, result } = await consume('vedette-hunt-dead', [message('org_dead', seen('203.0.113.7')), 'nonsense']);
    expect(sent).toEqual([]);
    expect(result.explicitAcks).toEqual(['m0', 'm1']);
    expect(errors.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
      { level: 'error', worker: 'hunter', event: 'hunt_lost', org: 'org_dead', block: 'blk_1' },
      { level: 'error', worker: 'hunter', event: 'hunt_lost', message: 'm1' },
    ]);
  });

  test('it answers nobody on the web', async () => {
    expect((await SELF.fetch('https://hunter.test/')).status).toBe(404);
  });
});
