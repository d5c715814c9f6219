import { beforeAll, describe, expect, it } from 'vitest';
import { db, finding, HOUR_MS, migrate, projection, seedOrg } from './reads-world.ts';
import { asks } from './reads-all.ts';
import { listAlerts } from '../../../src/storage/main/read/alerts.ts';
import { overview } from '../../../src/storage/main/read/analytics.ts';
import { decodeCursor, type Cursor, type Page } from '../../../src/storage/main/read/cursor.ts';
import { getEntity, listEntities } from '../../../src/storage/main/read/entities.ts';
import { listFindings } from '../../../src/storage/main/read/findings.ts';
import { listIncidents } from '../../../src/storage/main/read/incidents.ts';
import { totals } from '../../../src/storage/main/read/totals.ts';
import { upsertDeliveries } from '../../../src/storage/main/write/deliveries.ts';
import { upsertEntities, upsertFindings } from '../../../src/storage/main/write/findings.ts';
import { writeProjections } from '../../../src/storage/main/write/incidents.ts';

const RANGE = { since: 0, until: 3 * HOUR_MS, now: 3 * HOUR_MS };

/** All pages of a list, one after the other; between two of them something may happen. */
async function all<T extends { id: string }>(
  page: (cursor: Cursor | undefined) => Promise<Page<T>>,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<T[]> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const got = await page(next === undefined ? undefined : decodeCursor(next));
    items.push(...got.items);
    next = got.next;
    await between();
  } while (next !== undefined);
  return items;
}
const ids = (items: readonly { id: string }[]) => items.map((i) => i.id);
const N = 70;

beforeAll(async () => {
  await migrate();
  await seedOrg('org_page', N, 30);
  await seedOrg('org_mine', 40, 12);
  await seedOrg('org_other', 40, 12);
});

describe('paging', () => {
  const known = Array.from({ length: N }, (_, n) => finding('org_page', n));
  const newest = known.toSorted((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));

  it.each([
    ['all', {}, () => true],
    ['some severities', { severity: [2, 4, 5] }, (f) => [2, 4, 5].includes(f.severity)],
    ['a source that no index serves', { source: 'aws.guardduty' }, (f) => f.source === 'aws.guardduty'],
    [
      'severities and an account',
      { severity: [1, 3], account: '444455556666' },
      (f) => [1, 3].includes(f.severity) && f.account === '444455556666',
    ],
    ['a rule and a kind', { rule: 'rule-1', kind: 'vendor' }, (f) => f.rule.id === 'rule-1' && f.kind === 'vendor'],
    [
      'an entity',
      { entity: { type: 'ip', id: '198.51.100.3' } },
      (f) => f.entities.some((e) => e.id === '198.51.100.3'),
    ],
    [
      'a range of time',
      { since: HOUR_MS + 4000, until: HOUR_MS + 9000 },
      (f) => f.time >= HOUR_MS + 4000 && f.time < HOUR_MS + 9000,
    ],
  ] as [string, Partial<Parameters<typeof listFindings>[2]>, (f: (typeof known)[number]) => boolean][])(
    'findings of %s come once each, in order, though times are equal',
    async (_, filter, keep) => {
      const expected = ids(newest.filter(keep));
      expect(expected.length).toBeGreaterThan(4);
      expect(ids(await all((cursor) => listFindings(db, 'org_page', { limit: 4, cursor, ...filter })))).toEqual(
        expected,
      );
      const up = await all((cursor) => listFindings(db, 'org_page', { limit: 4, cursor, order: 'time', ...filter }));
      expect(ids(up)).toEqual(expected.toReversed());
    },
  );

  it('what comes in between two pages neither hides nor repeats what was there', async () => {
    const org = 'org_between';
    const rows = (from: number) =>
      Array.from({ length: 12 }, (_, i) => ({ finding: finding(org, from + i), incident: null }));
    await db.batch(upsertFindings(db, org, rows(0)));
    let at = 12;
    const got = await all(
      (cursor) => listFindings(db, org, { limit: 3, cursor }),
      async () => {
        if (at < 60) await db.batch(upsertFindings(db, org, rows(at)));
        at += 12;
      },
    );
    expect(new Set(ids(got)).size).toBe(got.length);
    expect(got.length).toBe(12);
  });

  const incidents = Array.from({ length: 30 }, (_, n) => projection('org_page', n));
  it.each([
    ['opened', 'desc', (p: (typeof incidents)[number]) => p.openedAt],
    ['updated', 'desc', (p) => p.updatedAt],
    ['risk', 'desc', (p) => p.risk],
    ['opened', 'asc', (p) => p.openedAt],
    ['risk', 'asc', (p) => p.risk],
  ] as ['opened' | 'updated' | 'risk', 'asc' | 'desc', (p: (typeof incidents)[number]) => number][])(
    'incidents by %s %s, open ones of some severities, come once each in order',
    async (sort, order, value) => {
      const open = incidents.filter(
        (p) => p.phase !== 'closed' && p.phase !== 'merged' && ['high', 'medium'].includes(p.severity) && p.risk >= 10,
      );
      const down = open.toSorted((a, b) => value(b) - value(a) || (a.id < b.id ? 1 : -1));
      const got = await all((cursor) =>
        listIncidents(db, 'org_page', {
          limit: 2,
          cursor,
          sort,
          order,
          open: true,
          severity: ['high', 'medium'],
          minRisk: 10,
        }),
      );
      expect(ids(got)).toEqual(ids(order === 'desc' ? down : down.toReversed()));
      expect(got.length).toBeGreaterThan(5);
    },
  );

  it('a cursor of another order is passed over', async () => {
    const first = await listIncidents(db, 'org_page', { limit: 3, sort: 'risk' });
    const cursor = decodeCursor(first.next ?? '');
    expect(cursor?.sort).toBe('risk');
    expect(ids((await listIncidents(db, 'org_page', { limit: 3, cursor })).items)).toEqual(
      ids((await listIncidents(db, 'org_page', { limit: 3 })).items),
    );
  });

  it('a filter that finds little ends its page at what one page looks at, and goes on from there', async () => {
    const org = 'org_rare';
    const many = 4_500;
    const rows = Array.from({ length: many }, (_, n) => ({
      finding: finding(org, n, {
        rule: { id: 'r', title: 'r', level: 'low' },
        kind: n === 10 ? 'manual' : 'rule',
        entities: [],
        severity: 1,
      }),
      incident: null,
    }));
    for (let i = 0; i < many; i += 500) await db.batch(upsertFindings(db, org, rows.slice(i, i + 500)));
    let pages = 0;
    const got = await all((cursor) => {
      pages++;
      return listFindings(db, org, { limit: 5, cursor, rule: 'r', kind: 'manual' });
    });
    expect(ids(got)).toEqual([rows[10]!.finding.id]);
    expect(pages).toBe(3);
  });

  it('entities come once each by type and id, also by how the id begins', async () => {
    const got = await all((cursor) => listEntities(db, 'org_page', { limit: 3, cursor }));
    expect(got.map((e) => `${e.type} ${e.id}`)).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `ip 198.51.100.${n}`),
      ...[0, 1, 2].map((n) => `user arn:aws:iam::111122223333:user/u${n}`),
    ]);
    const some = await listEntities(db, 'org_page', { limit: 10, q: '198.51.100.4' });
    expect(ids(some.items)).toEqual(['198.51.100.4']);
  });
});

describe('filters', () => {
  it('alerts are of medium severity and above, and say where their incident stands', async () => {
    const alerts = await all((cursor) => listAlerts(db, 'org_page', { limit: 7, cursor }));
    const expected = Array.from({ length: N }, (_, n) => finding('org_page', n)).filter((f) => f.severity >= 3);
    expect(alerts.length).toBe(expected.length);
    const phases: Record<string, string> = { hold: 'contained', closed: 'closed', merged: 'merged' };
    for (const a of alerts) expect(a.status).toBe(phases[a.incidentPhase ?? ''] ?? 'open');
    expect(new Set(alerts.map((a) => a.status)).size).toBe(4);
    for (const status of ['open', 'contained', 'closed', 'merged'] as const) {
      const some = await all((cursor) => listAlerts(db, 'org_page', { limit: 7, cursor, status: [status] }));
      expect(ids(some)).toEqual(ids(alerts.filter((a) => a.status === status)));
    }
  });

  it('a technique finds its sub-techniques, and not one that begins alike', async () => {
    const of = async (technique: string) =>
      (await listIncidents(db, 'org_page', { limit: 100, technique })).items.length;
    expect([await of('T1562'), await of('T1562.008'), await of('T156'), await of('T1098')]).toEqual([15, 15, 0, 15]);
  });

  it('an entity has its incidents and counts', async () => {
    const got = await getEntity(db, 'org_page', 'user', 'arn:aws:iam::111122223333:user/u1');
    const findings = Array.from({ length: N }, (_, n) => n).filter((n) => n % 3 === 1);
    const incidents = new Set(findings.filter((n) => n % 4 !== 3).map((n) => n % 30));
    expect(got?.entity).toMatchObject({ findings: findings.length, incidents: incidents.size });
    expect(got?.about.length).toBe(incidents.size);
  });
});

describe('counts', () => {
  it('what comes twice counts once', async () => {
    const org = 'org_twice';
    const rows = [{ finding: finding(org, 1), incident: null }];
    const delivery = {
      id: 'dlv_twice-1',
      org,
      sourceId: 'src_twice',
      kind: 'standard.webhook',
      acceptedAt: HOUR_MS,
      processedAt: HOUR_MS + 9,
      bytes: 1,
      events: 0,
      duplicates: 0,
      rejected: 0,
      findings: 0,
      verdict: 'dead',
      blockKey: 'k',
      offset: 0,
      length: 1,
    };
    await db.batch([...upsertFindings(db, org, rows), ...upsertDeliveries(db, org, [delivery])]);
    const again = [{ finding: finding(org, 1), incident: 'inc_twice-1' }];
    await db.batch([
      ...upsertFindings(db, org, again),
      ...upsertEntities(db, org, again),
      ...upsertDeliveries(db, org, [{ ...delivery, events: 5, rejected: 1, verdict: 'partial' }]),
    ]);
    expect(await totals(db, org, 0)).toMatchObject({ deliveries: 1, events: 5, rejected: 1, findings: 1 });
    const seen = await overview(db, org, RANGE);
    expect(seen.findings.total).toBe(1);
    expect(seen.top.rules).toEqual([{ value: 'rule-1', n: 1 }]);
    expect(seen.sources).toMatchObject([{ sourceId: 'src_twice', deliveries: 1, events: 5, rejected: 1, lagP50Ms: 9 }]);
    const entities = await listEntities(db, org, { limit: 10 });
    expect(entities.items.map((e) => [e.type, e.findings, e.incidents])).toEqual([
      ['ip', 1, 1],
      ['user', 1, 1],
    ]);
  });

  it('totals since a moment within an hour count that hour one by one', async () => {
    const since = HOUR_MS + 3_000;
    const n = Array.from({ length: 20 }, (_, i) => Math.floor(i / 3) * 1000).filter((ms) => ms >= 3_000).length;
    expect((await totals(db, 'org_mine', since)).deliveries).toBe(n);
    expect((await totals(db, 'org_mine', 0)).deliveries).toBe(20);
  });

  it('mean times are of those that came so far, and null of none', async () => {
    const org = 'org_times';
    const base = { openedAt: HOUR_MS, phase: 'hold' as const, firstEventAt: HOUR_MS - 1_000 };
    await writeProjections(db, [
      projection(org, 1, { ...base, containedAt: HOUR_MS + 2_000 }),
      projection(org, 2, { ...base, containedAt: HOUR_MS + 4_000, firstEventAt: HOUR_MS - 7_000 }),
      projection(org, 3, { ...base, containedAt: HOUR_MS + 12_000, firstEventAt: HOUR_MS - 4_000 }),
      projection(org, 4, { openedAt: HOUR_MS, phase: 'triage' }),
    ]);
    const seen = await overview(db, org, RANGE);
    expect(seen.meanTimes).toEqual({
      incidents: 4,
      detect: { n: 3, meanMs: 4_000, medianMs: 4_000 },
      contain: { n: 3, meanMs: 6_000, medianMs: 4_000 },
      release: { n: 0, meanMs: null, medianMs: null },
    });
    expect(seen.open.total).toBe(4);
    expect(seen.open.byAge.map((a) => a.n)).toEqual([0, 4, 0, 0, 0, 0]);
  });

  it('a chart has every point of its range, at most 200, and they add up to the total', async () => {
    for (const until of [3 * HOUR_MS, 500 * HOUR_MS, 20_000 * HOUR_MS]) {
      const { findings } = await overview(db, 'org_page', { since: 0, until, now: until });
      expect(findings.points.length).toBeGreaterThan(2);
      expect(findings.points.length).toBeLessThanOrEqual(200);
      expect(findings.total).toBe(N);
      expect(findings.points.flatMap((p) => p.bySeverity).reduce((a, b) => a + b, 0)).toBe(N);
    }
  });
});

describe('tenancy', () => {
  it('no read gives one organisation anything of another’s, though asked by its ids', async () => {
    const mine = asks('org_mine', 2);
    let something = 0;
    for (const ask of mine) {
      const own = JSON.stringify(await ask.run(db, 'org_mine')) ?? '';
      const theirs = JSON.stringify(await ask.run(db, 'org_other')) ?? '';
      expect(own, ask.name).not.toMatch(/org_other|_other-/);
      expect(theirs, ask.name).not.toMatch(/org_mine|_mine-/);
      if (/_mine-/.test(own)) something++;
    }
    expect(something).toBeGreaterThan(mine.length / 4);
  }, 60_000);
});
