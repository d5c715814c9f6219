import type { Query } from '../../api/client.ts';
import type { FilterDef, Search } from '../../lib/filters.ts';
import { momentOf } from '../../lib/time.ts';

const SEVERITY: Record<string, number> = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 };
const moment = (value: string): string | undefined =>
  momentOf(value, 0) === undefined ? `Write a time as 30m, 24h, 7d or 2026-11-17; “${value}” is none.` : undefined;

export const FINDING_FILTERS: readonly FilterDef[] = [
  { key: 'severity', label: 'Severity', values: ['critical', 'high', 'medium', 'low', 'informational'], many: true },
  { key: 'kind', label: 'Kind', values: ['rule', 'vendor', 'indicator', 'anomaly', 'manual'] },
  { key: 'rule', label: 'Rule', hint: 'its id' },
  { key: 'source', label: 'Source', hint: 'aws.cloudtrail' },
  { key: 'account', label: 'Account', hint: '12 digits' },
  { key: 'incident', label: 'Incident', hint: 'inc_…' },
  { key: 'entity', label: 'Entity', hint: 'type:id, such as ip:192.0.2.7' },
  { key: 'since', label: 'Since', hint: '24h, 7d, 2026-11-17', check: moment },
  { key: 'until', label: 'Until', hint: '1h, 2026-11-18', check: moment },
];

/** The API's query for the page's search parameters. `now` in ms: what "24h" is counted back from. */
export function findingsQuery(search: Search, now: number): Query {
  const at = (word: string | undefined): number | undefined => (word === undefined ? undefined : momentOf(word, now));
  return {
    severity: search['severity']
      ?.split(',')
      .map((s) => SEVERITY[s] ?? s)
      .join(','),
    kind: search['kind'],
    rule: search['rule'],
    source: search['source'],
    account: search['account'],
    incident: search['incident'],
    entity: search['entity'],
    since: at(search['since']),
    until: at(search['until']),
  };
}
