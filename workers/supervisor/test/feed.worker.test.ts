import { applyD1Migrations, reset } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApprovalNews, FeedInput, IncidentNews } from '../../../src/contracts/feed.ts';
import type { IncidentProjection } from '../../../src/contracts/incident.ts';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import { newsOf } from '../feed.ts';
import { people } from '../people.ts';
import { add, bindings, deliver, investigated, until } from './world.ts';

interface FakeFeed {
  calls(org: string): Promise<FeedInput[][]>;
  fail(times: number): Promise<void>;
  left(): Promise<number>;
}
const feed = bindings.FEED as unknown as FakeFeed;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  await feed.fail(0);
});

const toldOf = async (incident: string, topic = 'incidents'): Promise<FeedInput[]> =>
  (await feed.calls(ORG)).flat().filter((i) => i.key === incident && i.topic === topic);

async function eventually<T>(probe: () => Promise<T | undefined | false>): Promise<T> {
  for (let i = 0; i < 400; i++) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await new Promise((r) => setTimeout(r, 10));
  }
  throw new Error('nothing happened within four seconds');
}

const projection = (id: string, seq: number, more: Partial<IncidentProjection> = {}): IncidentProjection => ({
  v: 1,
  id,
  org: ORG,
  seq,
  title: 'Leaked key',
  severity: 'high',
  risk: 70,
  phase: 'await_approval',
  openedAt: 1,
  updatedAt: 2,
  acceptedAt: 1,
  findingCount: 1,
  techniques: [],
  entities: [],
  actions: [],
  ...more,
});
const rowOf = (incident: string) =>
  bindings.DB.prepare('SELECT seq FROM incident WHERE id = ?').bind(incident).first<{ seq: number }>();

describe('what people who watch hear of an incident', () => {
  it('findings that open one are told before the pipeline has its answer', async () => {
    expect(await add('inc_feed1', findingOf(1))).toMatchObject({ ok: true });
    const [first] = await toldOf('inc_feed1');
    expect(first).toMatchObject({ version: 1, data: { id: 'inc_feed1', findingCount: 1 } });
  });

  it('findings are taken though the feed is away, and the projection tells it later', async () => {
    await feed.fail(1);
    expect(await add('inc_feed2', findingOf(1))).toMatchObject({ ok: true });
    expect(await toldOf('inc_feed2')).toEqual([]);
    await people.acknowledge(bindings, { v: 1, org: ORG, incident: 'inc_feed2', actor: 'user:usr_a' });
    await eventually(async () => (await toldOf('inc_feed2')).length > 0);
  });

  it('a person’s act is told, and not before D1 has it', async () => {
    await add('inc_feed3', findingOf(1));
    await people.acknowledge(bindings, { v: 1, org: ORG, incident: 'inc_feed3', actor: 'user:usr_a' });
    const told = await eventually(async () => (await toldOf('inc_feed3')).find((i) => i.version > 1));
    expect((await rowOf('inc_feed3'))?.seq).toBeGreaterThanOrEqual(told.version);
  });

  it('plans that wait for a person are told, and that they wait no more once it was approved', async () => {
    await investigated('inc_askfeed4');
    const plansOf = async () =>
      (await toldOf('inc_askfeed4', 'approvals')).map((i) => ApprovalNews.parse(i.data).plans);
    await until('inc_askfeed4', (s) => s.phase === 'await_approval');
    const [plan] = await eventually(async () => (await plansOf()).find((plans) => plans.length > 0));
    const by = { v: 1 as const, org: ORG, incident: 'inc_askfeed4', actor: 'user:usr_a' };
    await people.approvalArrived(bindings, { ...by, plan: plan! });
    await until('inc_askfeed4', (s) => s.phase !== 'await_approval');
    await eventually(async () => (await plansOf()).at(-1)?.length === 0);
    const phases = (await toldOf('inc_askfeed4')).map((i) => IncidentNews.parse(i.data).phase);
    expect(phases).toContain('await_approval');
    expect(phases.at(-1)).not.toBe('await_approval');
  });
});

describe('the queue of projections', () => {
  const message = (p: IncidentProjection) => ({ v: 1, projection: p });

  it('is acknowledged once D1 and the feed have it; each organisation is told by itself', async () => {
    const other = projection('inc_feed6', 3, { org: 'org_other' });
    const done = await deliver('vedette-projections', message(projection('inc_feed5', 3)), message(other));
    expect(done).toEqual({ acked: ['m0', 'm1'], retried: [] });
    expect(await toldOf('inc_feed5')).toMatchObject([{ version: 3 }]);
    expect(await toldOf('inc_feed6')).toEqual([]);
    expect((await feed.calls('org_other')).flat().map((i) => i.key)).toEqual(['inc_feed6', 'inc_feed6']);
  });

  it('comes again while the feed is away, and D1 has its row all the same', async () => {
    await feed.fail(2);
    expect(await deliver('vedette-projections', message(projection('inc_feed7', 3)))).toMatchObject({
      retried: ['m0'],
    });
    expect(await feed.left()).toBe(0);
    expect(await rowOf('inc_feed7')).toEqual({ seq: 3 });
    expect(await deliver('vedette-projections', message(projection('inc_feed7', 3)))).toMatchObject({ acked: ['m0'] });
    expect(await toldOf('inc_feed7')).toHaveLength(1);
  });
});

it('news are what the feed takes, however many actions an incident has', () => {
  const actions = Array.from({ length: 3_000 }, (_, i) => ({
    opId: `op_${i}`.padEnd(60, 'x'),
    state: 'awaiting_approval' as const,
    proof: 'none',
    plan: `plan_${i}`.padEnd(60, 'x'),
  }));
  const news = newsOf(projection('inc_a', 3, { actions: actions as unknown as IncidentProjection['actions'] }));
  for (const item of news) {
    expect(FeedInput.safeParse(item).success).toBe(true);
    expect(JSON.stringify(item.data).length).toBeLessThan(64 * 1024);
  }
  expect(IncidentNews.safeParse(news[0]!.data).success).toBe(true);
  expect(ApprovalNews.safeParse(news[1]!.data).success).toBe(true);
});
