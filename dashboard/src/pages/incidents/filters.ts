import type { Query } from '../../api/client.ts';
import type { FilterDef, Search } from '../../lib/filters.ts';
import { momentOf } from '../../lib/time.ts';

const moment = (value: string): string | undefined =>
  momentOf(value, 0) === undefined ? `Write a time as 30m, 24h, 7d or 2026-11-17; “${value}” is none.` : undefined;
const risk = (value: string): string | undefined =>
  /^\d{1,3}$/.test(value) && Number(value) <= 100 ? undefined : 'A risk is a number from 0 to 100.';

const PHASES = [
  'triage',
  'investigate',
  'decide',
  'await_approval',
  'respond',
  'verify',
  'hold',
  'escalated',
  'closed',
  'merged',
];

export const INCIDENT_FILTERS: readonly FilterDef[] = [
  { key: 'phase', label: 'Phase', values: PHASES, many: true },
  { key: 'severity', label: 'Severity', values: ['critical', 'high', 'medium', 'low', 'informational'], many: true },
  { key: 'assignee', label: 'Assignee', hint: 'me, or usr_…' },
  { key: 'open', label: 'Open', values: ['true', 'false'] },
  { key: 'min_risk', label: 'Risk at least', hint: '0 to 100', check: risk },
  { key: 'technique', label: 'Technique', hint: 'T1078' },
  { key: 'entity', label: 'Entity', hint: 'type:id, such as ip:192.0.2.7' },
  { key: 'since', label: 'Since', hint: '24h, 7d, 2026-11-17', check: moment },
  { key: 'until', label: 'Until', hint: '1h, 2026-11-18', check: moment },
];

/** The API's query for the page's search parameters. `me`: whose id "me" stands for; `now` in ms: what "24h" is counted back from. */
export function incidentsQuery(search: Search, me: string, now: number): Query {
  const at = (word: string | undefined): number | undefined => (word === undefined ? undefined : momentOf(word, now));
  return {
    phase: search['phase'],
    severity: search['severity'],
    assignee: search['assignee'] === 'me' ? me : search['assignee'],
    open: search['open'],
    min_risk: search['min_risk'],
    technique: search['technique'],
    entity: search['entity'],
    since: at(search['since']),
    until: at(search['until']),
    sort: search['sort'],
  };
}
