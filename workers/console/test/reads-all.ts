import { HOUR_MS } from './reads-world.ts';
import { getAction, listActions } from '../../../src/storage/main/read/actions.ts';
import { getAlert, listAlerts } from '../../../src/storage/main/read/alerts.ts';
import { overview } from '../../../src/storage/main/read/analytics.ts';
import { countOpenLetters, getDeadLetter, listDeadLetters } from '../../../src/storage/main/read/dead-letters.ts';
import { getDelivery, listDeliveries } from '../../../src/storage/main/read/deliveries.ts';
import { getEntity, listEntities } from '../../../src/storage/main/read/entities.ts';
import { getFinding, listFindings } from '../../../src/storage/main/read/findings.ts';
import { findingsKnown, getHunt, huntsBegun, huntsUnderWay, listHunts } from '../../../src/storage/main/read/hunts.ts';
import { getIncident, listIncidents } from '../../../src/storage/main/read/incidents.ts';
import { dayOf, healthOf } from '../../../src/storage/main/read/source-health.ts';
import { spokenHours, standingsOf } from '../../../src/storage/main/read/source-watch.ts';
import { latencies, totals } from '../../../src/storage/main/read/totals.ts';

/** One way of asking: what it reads is judged by its name. */
export interface Ask {
  readonly name: string;
  readonly run: (db: D1Database, org: string) => Promise<unknown>;
}

/** Every subset of up to `most` filters, merged. */
function subsets<T extends object>(filters: readonly Partial<T>[], most: number): Partial<T>[] {
  const [first, ...rest] = filters;
  if (first === undefined || most === 0) return [{}];
  return [...subsets(rest, most), ...subsets(rest, most - 1).map((f) => ({ ...first, ...f }))];
}

const page = { limit: 5 };
const cursor = { at: HOUR_MS + 5_000, id: 'fnd_m' };
const entity = { type: 'user', id: 'arn:aws:iam::111122223333:user/u1' };
const cases = <T extends object>(
  most: number,
  name: string,
  filters: readonly Partial<T>[],
  run: (db: D1Database, org: string, filter: Partial<T> & { limit: number }) => Promise<unknown>,
): Ask[] =>
  subsets<T>(filters, most).map((f) => ({
    name: `${name} ${JSON.stringify(f)}`,
    run: (db, org) => run(db, org, { ...page, ...f }),
  }));

/** Every exported read with its filters, alone and up to `most` together; ids are of organisation `of`. */
export const asks = (of: string, most: number): Ask[] => {
  const mine = of.slice(4);
  return [
    ...cases<Parameters<typeof listFindings>[2]>(
      most,
      'listFindings',
      [
        { severity: [4, 5] },
        { rule: 'rule-1' },
        { source: 'aws.cloudtrail' },
        { account: '111122223333' },
        { kind: 'vendor' },
        { incident: `inc_${mine}-0001` },
        { entity },
        { since: HOUR_MS, until: 2 * HOUR_MS },
        { cursor },
        { order: 'time' },
      ],
      listFindings,
    ),
    ...cases<Parameters<typeof listAlerts>[2]>(
      most,
      'listAlerts',
      [
        { severity: [5] },
        { status: ['open'] },
        { status: ['contained', 'closed'] },
        { since: HOUR_MS, until: 2 * HOUR_MS },
        { cursor },
      ],
      listAlerts,
    ),
    ...cases<Parameters<typeof listIncidents>[2]>(
      most,
      'listIncidents',
      [
        { phase: ['hold', 'triage'] },
        { open: true },
        { severity: ['high'] },
        { assignee: 'usr_ann', minRisk: 20 },
        { technique: 'T1562' },
        { entity },
        { since: HOUR_MS, until: 2 * HOUR_MS },
        { sort: 'updated' },
        { sort: 'risk' },
        { order: 'asc' },
        { cursor },
      ],
      listIncidents,
    ),
    ...cases<Parameters<typeof listActions>[2]>(
      most,
      'listActions',
      [{ state: 'held' }, { incident: `inc_${mine}-0001` }, { cursor }],
      listActions,
    ),
    ...cases<Parameters<typeof listDeliveries>[2]>(
      most,
      'listDeliveries',
      [{ source: `src_${mine}-1` }, { verdict: 'processed' }, { verdict: 'dead' }, { cursor }],
      listDeliveries,
    ),
    ...cases<Parameters<typeof listDeadLetters>[2]>(
      most,
      'listDeadLetters',
      [{ replayed: false }, { replayed: true }, { source: `src_${mine}-1` }, { delivery: `dlv_${mine}-1` }, { cursor }],
      listDeadLetters,
    ),
    ...cases<Parameters<typeof listEntities>[2]>(
      most,
      'listEntities',
      [{ type: 'ip' }, { q: '198.51.' }, { cursor: { at: 0, id: 'ip:198.51.100.1' } }],
      listEntities,
    ),
    ...cases<Parameters<typeof listHunts>[2]>(
      most,
      'listHunts',
      [{ cursor: { at: HOUR_MS + 2_000, id: 'hunt_m' } }],
      listHunts,
    ),
    { name: 'getHunt', run: (db, org) => getHunt(db, org, `hunt_${mine}-1`) },
    { name: 'huntsBegun', run: async (db, org) => [...(await huntsBegun(db, org, [`hunt_${mine}-1`]))] },
    { name: 'huntsUnderWay', run: (db, org) => huntsUnderWay(db, org, 0, 5) },
    { name: 'findingsKnown', run: async (db, org) => [...(await findingsKnown(db, org, [`fnd_${mine}-0001`]))] },
    { name: 'getFinding', run: (db, org) => getFinding(db, org, `fnd_${mine}-0001`) },
    { name: 'getAlert', run: (db, org) => getAlert(db, org, `fnd_${mine}-0002`) },
    { name: 'getIncident', run: (db, org) => getIncident(db, org, `inc_${mine}-0001`) },
    { name: 'getAction', run: (db, org) => getAction(db, org, `op_${mine}-1`) },
    { name: 'getDelivery', run: (db, org) => getDelivery(db, org, `dlv_${mine}-1`) },
    {
      name: 'getDeadLetter',
      run: async (db, org) => {
        const first = (await listDeadLetters(db, of, page)).items[0];
        return getDeadLetter(db, org, first?.id ?? '');
      },
    },
    { name: 'getEntity', run: (db, org) => getEntity(db, org, entity.type, entity.id) },
    { name: 'countOpenLetters', run: (db, org) => countOpenLetters(db, org, `src_${mine}-1`, 10) },
    { name: 'healthOf', run: (db, org) => healthOf(db, org, [`src_${mine}-1`], 2 * HOUR_MS) },
    { name: 'dayOf', run: (db, org) => dayOf(db, org, `src_${mine}-1`, 2 * HOUR_MS) },
    { name: 'spokenHours', run: (db, org) => spokenHours(db, org, `src_${mine}-1`, 2) },
    {
      name: 'standingsOf',
      run: async (db, org) => (await standingsOf(db, [[org, `src_${mine}-1`]])).filter((s) => s.lastAt !== null),
    },
    { name: 'totals', run: (db, org) => totals(db, org, 1_000) },
    { name: 'latencies', run: latencies },
    { name: 'overview', run: (db, org) => overview(db, org, { since: 0, until: 3 * HOUR_MS, now: 3 * HOUR_MS }) },
  ];
};
