import { listActions } from '../../src/storage/main/read/actions.ts';
import { listAlerts } from '../../src/storage/main/read/alerts.ts';
import { overview } from '../../src/storage/main/read/analytics.ts';
import { decodeCursor } from '../../src/storage/main/read/cursor.ts';
import { listDeadLetters } from '../../src/storage/main/read/dead-letters.ts';
import { listDeliveries } from '../../src/storage/main/read/deliveries.ts';
import { getEntity, listEntities } from '../../src/storage/main/read/entities.ts';
import { getFinding, listFindings } from '../../src/storage/main/read/findings.ts';
import { getIncident, listIncidents } from '../../src/storage/main/read/incidents.ts';
import { latencies, totals } from '../../src/storage/main/read/totals.ts';

/** A request and the read behind it; what has no read is a baseline. */
export interface Asked {
  readonly path: string;
  readonly bare?: boolean;
  readonly read?: (db: D1Database, org: string) => Promise<unknown>;
}

type Filter<F extends (db: D1Database, org: string, page: never) => unknown> = Partial<Parameters<F>[2]>;

const LIMIT = 50;
const DAY_MS = 86_400_000;

/** What the API is asked, each beside the same question to the read function. */
export async function routesOf(db: D1Database, org: string, now: number): Promise<Asked[]> {
  const newest = (await listFindings(db, org, { limit: 1, severity: [4] })).items[0]!;
  const incident = newest.incident ?? '';
  const user = newest.entities[0]!;
  const account = newest.account ?? '';
  const since = now - 7 * DAY_MS;
  // Deep: in the midst of all.
  const deep = (await listFindings(db, org, { limit: 1, until: now - 15 * DAY_MS })).next ?? '';
  const deepCursor = decodeCursor(deep);
  const key = (e: { type: string; id: string }) => encodeURIComponent(`${e.type}:${e.id}`);
  const findings = (path: string, f: Filter<typeof listFindings>): Asked => ({
    path: `/findings${path}`,
    read: (d, o) => listFindings(d, o, { limit: LIMIT, ...f }),
  });
  const alerts = (path: string, f: Filter<typeof listAlerts>): Asked => ({
    path: `/alerts${path}`,
    read: (d, o) => listAlerts(d, o, { limit: LIMIT, ...f }),
  });
  const incidents = (path: string, f: Filter<typeof listIncidents>): Asked => ({
    path: `/incidents${path}`,
    read: (d, o) => listIncidents(d, o, { limit: LIMIT, ...f }),
  });
  return [
    { path: '/health', bare: true },
    { path: `/findings/${newest.id}`, read: (d, o) => getFinding(d, o, newest.id) },
    { path: `/incidents/${incident}`, read: (d, o) => getIncident(d, o, incident) },
    findings('', {}),
    findings('?limit=200', { limit: 200 }),
    findings(`?cursor=${deep}`, { cursor: deepCursor }),
    findings('?severity=4,5', { severity: [4, 5] }),
    findings('?rule=aws.bench.rule-3', { rule: 'aws.bench.rule-3' }),
    findings('?rule=aws.bench.rule-39&severity=5', { rule: 'aws.bench.rule-39', severity: [5] }),
    findings('?source=github.audit', { source: 'github.audit' }),
    findings('?kind=manual', { kind: 'manual' }),
    findings('?source=nothing.such', { source: 'nothing.such' }),
    findings('?rule=aws.bench.rule-39&account=9', { rule: 'aws.bench.rule-39', account: '9' }),
    findings('?severity=1,2,3,4,5&account=9', { severity: [1, 2, 3, 4, 5], account: '9' }),
    findings(`?account=${account}&since=${since}`, { account, since }),
    findings(`?incident=${incident}`, { incident }),
    findings(`?entity=${key(user)}`, { entity: user }),
    findings(`?entity=${key({ type: 'account', id: account })}&severity=5`, {
      entity: { type: 'account', id: account },
      severity: [5],
    }),
    findings('?order=time', { order: 'time' }),
    alerts('', {}),
    alerts('?severity=5', { severity: [5] }),
    alerts('?status=open', { status: ['open'] }),
    alerts('?status=contained', { status: ['contained'] }),
    incidents('', {}),
    incidents('?open=true', { open: true }),
    incidents('?open=true&sort=updated', { open: true, sort: 'updated' }),
    incidents('?sort=risk', { sort: 'risk' }),
    incidents('?phase=hold,await_approval&severity=critical', {
      phase: ['hold', 'await_approval'],
      severity: ['critical'],
    }),
    incidents('?assignee=usr_0&min_risk=90', { assignee: 'usr_0', minRisk: 90 }),
    incidents('?assignee=usr_nobody', { assignee: 'usr_nobody' }),
    incidents('?technique=T1017', { technique: 'T1017' }),
    incidents(`?entity=${key(user)}`, { entity: user }),
    { path: '/remediations', read: (d, o) => listActions(d, o, { limit: LIMIT }) },
    { path: '/remediations?state=held', read: (d, o) => listActions(d, o, { limit: LIMIT, state: 'held' }) },
    { path: '/entities', read: (d, o) => listEntities(d, o, { limit: LIMIT }) },
    {
      path: '/entities?type=ip&q=198.51.1',
      read: (d, o) => listEntities(d, o, { limit: LIMIT, type: 'ip', q: '198.51.1' }),
    },
    {
      path: `/entities/${user.type}/${encodeURIComponent(user.id)}`,
      read: (d, o) => getEntity(d, o, user.type, user.id),
    },
    { path: '/deliveries', read: (d, o) => listDeliveries(d, o, { limit: LIMIT }) },
    { path: '/deliveries?source=src_3', read: (d, o) => listDeliveries(d, o, { limit: LIMIT, source: 'src_3' }) },
    { path: '/deliveries?verdict=partial', read: (d, o) => listDeliveries(d, o, { limit: LIMIT, verdict: 'partial' }) },
    { path: '/dead-letters', read: (d, o) => listDeadLetters(d, o, { limit: LIMIT }) },
    { path: '/dead-letters?replayed=false', read: (d, o) => listDeadLetters(d, o, { limit: LIMIT, replayed: false }) },
    { path: '/stats', read: (d, o) => Promise.all([totals(d, o, 0), latencies(d, o)]) },
    {
      path: `/analytics/overview?since=${now - DAY_MS}&until=${now}`,
      read: (d, o) => overview(d, o, { since: now - DAY_MS, until: now, now }),
    },
    {
      path: `/analytics/overview?since=${now - 30 * DAY_MS}&until=${now}`,
      read: (d, o) => overview(d, o, { since: now - 30 * DAY_MS, until: now, now }),
    },
  ];
}
