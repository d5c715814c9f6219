import { Finding } from '../../../contracts/finding.ts';
import type { Page, PageRequest } from './cursor.ts';
import { equal, keysetPage, oneOf, type Condition, type Row, type Scan } from './keyset.ts';

export interface EntityRef {
  readonly type: string;
  readonly id: string;
}

export interface FindingFilter {
  /** OCSF severity_id, 1 to 5; any of them */
  readonly severity?: readonly number[] | undefined;
  readonly rule?: string | undefined;
  readonly source?: string | undefined;
  readonly account?: string | undefined;
  readonly kind?: string | undefined;
  readonly incident?: string | undefined;
  readonly entity?: EntityRef | undefined;
  /** Event time in ms: from (inclusive) and until (exclusive) */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Newest first unless it says `time` */
  readonly order?: 'time' | '-time' | undefined;
}

export type ListedFinding = Finding & { readonly incident: string | null };

/** The index that leaves the fewest over, and what it leaves over. */
export function seekFindings(f: FindingFilter): { scans: Scan[]; where: Condition[] } {
  const base = { table: 'finding', at: 'time', id: 'id', since: f.since, until: f.until };
  const left = (prefix: string, names: readonly ('rule' | 'source' | 'account' | 'kind' | 'incident')[]): Condition[] =>
    names.flatMap((n) => {
      const value = f[n];
      return value === undefined ? [] : [equal(`${prefix}.${n === 'rule' ? 'rule_id' : n}`, value)];
    });
  const severity = (prefix: string): Condition[] =>
    f.severity === undefined ? [] : [oneOf(`${prefix}.severity`, f.severity)];
  if (f.entity !== undefined)
    return {
      scans: [
        {
          ...base,
          table: 'finding_entity',
          id: 'finding',
          equals: [
            ['type', f.entity.type],
            ['id', f.entity.id],
          ],
        },
      ],
      where: [...severity('t'), ...left('t', ['rule', 'source', 'account', 'kind', 'incident'])],
    };
  if (f.incident !== undefined)
    return {
      scans: [{ ...base, index: 'finding_org_incident', equals: [['incident', f.incident]] }],
      where: [...severity('t'), ...left('t', ['rule', 'source', 'account', 'kind'])],
    };
  if (f.rule !== undefined)
    return {
      scans: [{ ...base, index: 'finding_org_rule', equals: [['rule_id', f.rule]] }],
      where: [...severity('t'), ...left('t', ['source', 'account', 'kind'])],
    };
  if (f.severity !== undefined)
    return {
      scans: [...new Set(f.severity)].map((s) => ({
        ...base,
        index: 'finding_org_severity',
        equals: [['severity', s]] as const,
        covers: ['kind', 'source', 'account'],
      })),
      where: left('s', ['source', 'account', 'kind']),
    };
  return {
    scans: [{ ...base, index: 'finding_org_time', equals: [], covers: ['kind', 'source', 'account'] }],
    where: left('s', ['source', 'account', 'kind']),
  };
}

/** Findings, newest event first. Rows read: a page, or a fixed number where a filter has no index of its own. */
export async function listFindings(
  db: D1Database,
  org: string,
  page: PageRequest & FindingFilter,
): Promise<Page<ListedFinding>> {
  const ascending = page.order === 'time';
  return keysetPage(
    db,
    org,
    {
      ...seekFindings(page),
      shown: { table: 'finding', id: 'id', columns: 't.incident AS incident, t.body AS body' },
      limit: page.limit,
      cursor: page.cursor,
      ascending,
      sort: ascending ? 'time' : undefined,
    },
    (r: Row & { body: string; incident: string | null }): ListedFinding => ({
      ...Finding.parse(JSON.parse(r.body)),
      incident: r.incident,
    }),
  );
}

export async function getFinding(db: D1Database, org: string, id: string): Promise<ListedFinding | undefined> {
  const row = await db
    .prepare('SELECT incident, body FROM finding WHERE id = ? AND org = ?')
    .bind(id, org)
    .first<{ incident: string | null; body: string }>();
  return row ? { ...Finding.parse(JSON.parse(row.body)), incident: row.incident } : undefined;
}
