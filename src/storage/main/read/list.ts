import { and, desc, eq, gte, lt, or, sql, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { Finding } from '../../../contracts/finding.ts';
import { ActionView, IncidentProjection } from '../../../contracts/incident.ts';
import * as t from '../schema.ts';
import { toPage, type Cursor, type Page, type PageRequest } from './cursor.ts';

/*
 * Reads for the API. Each takes the organisation first, and each list is newest first over an index that begins with it.
 */

type AnyColumn = Parameters<typeof lt>[0];

const before = (cursor: Cursor | undefined, at: AnyColumn, id: AnyColumn): SQL | undefined =>
  cursor === undefined ? undefined : or(lt(at, cursor.at), and(eq(at, cursor.at), lt(id, cursor.id)));

export async function listFindings(
  db: D1Database,
  org: string,
  page: PageRequest & { readonly incident?: string | undefined; readonly minSeverity?: number | undefined },
): Promise<Page<Finding & { incident: string | null }>> {
  const rows = await drizzle(db)
    .select({ id: t.finding.id, time: t.finding.time, incident: t.finding.incident, body: t.finding.body })
    .from(t.finding)
    .where(
      and(
        eq(t.finding.org, org),
        page.incident === undefined ? undefined : eq(t.finding.incident, page.incident),
        page.minSeverity === undefined ? undefined : gte(t.finding.severity, page.minSeverity),
        before(page.cursor, t.finding.time, t.finding.id),
      ),
    )
    .orderBy(desc(t.finding.time), desc(t.finding.id))
    .limit(page.limit + 1);
  return toPage(
    rows,
    page.limit,
    (r) => ({ at: r.time, id: r.id }),
    (r) => ({ ...Finding.parse(JSON.parse(r.body)), incident: r.incident }),
  );
}

export async function getFinding(
  db: D1Database,
  org: string,
  id: string,
): Promise<(Finding & { incident: string | null }) | undefined> {
  const row = await drizzle(db)
    .select({ incident: t.finding.incident, body: t.finding.body })
    .from(t.finding)
    .where(and(eq(t.finding.org, org), eq(t.finding.id, id)))
    .get();
  return row && { ...Finding.parse(JSON.parse(row.body)), incident: row.incident };
}

export async function listIncidents(
  db: D1Database,
  org: string,
  page: PageRequest & { readonly phase?: string | undefined },
): Promise<Page<IncidentProjection>> {
  const rows = await drizzle(db)
    .select({ id: t.incident.id, openedAt: t.incident.openedAt, body: t.incident.body })
    .from(t.incident)
    .where(
      and(
        eq(t.incident.org, org),
        page.phase === undefined ? undefined : eq(t.incident.phase, page.phase),
        before(page.cursor, t.incident.openedAt, t.incident.id),
      ),
    )
    .orderBy(desc(t.incident.openedAt), desc(t.incident.id))
    .limit(page.limit + 1);
  return toPage(
    rows,
    page.limit,
    (r) => ({ at: r.openedAt, id: r.id }),
    (r) => IncidentProjection.parse(JSON.parse(r.body)),
  );
}

export async function getIncident(db: D1Database, org: string, id: string): Promise<IncidentProjection | undefined> {
  const row = await drizzle(db)
    .select({ body: t.incident.body })
    .from(t.incident)
    .where(and(eq(t.incident.org, org), eq(t.incident.id, id)))
    .get();
  return row && IncidentProjection.parse(JSON.parse(row.body));
}

export async function listActions(
  db: D1Database,
  org: string,
  page: PageRequest,
): Promise<Page<ActionView & { incident: string }>> {
  const rows = await drizzle(db)
    .select({ id: t.action.opId, at: t.action.updatedAt, incident: t.action.incident, body: t.action.body })
    .from(t.action)
    .where(and(eq(t.action.org, org), before(page.cursor, t.action.updatedAt, t.action.opId)))
    .orderBy(desc(t.action.updatedAt), desc(t.action.opId))
    .limit(page.limit + 1);
  return toPage(
    rows,
    page.limit,
    (r) => ({ at: r.at, id: r.id }),
    (r) => ({ ...ActionView.parse(JSON.parse(r.body)), incident: r.incident }),
  );
}

export async function listDeliveries(
  db: D1Database,
  org: string,
  page: PageRequest,
): Promise<Page<typeof t.delivery.$inferSelect>> {
  const rows = await drizzle(db)
    .select()
    .from(t.delivery)
    .where(and(eq(t.delivery.org, org), before(page.cursor, t.delivery.acceptedAt, t.delivery.id)))
    .orderBy(desc(t.delivery.acceptedAt), desc(t.delivery.id))
    .limit(page.limit + 1);
  return toPage(
    rows,
    page.limit,
    (r) => ({ at: r.acceptedAt, id: r.id }),
    (r) => r,
  );
}

export async function listDeadLetters(
  db: D1Database,
  org: string,
  page: PageRequest,
): Promise<Page<typeof t.deadLetter.$inferSelect>> {
  const rows = await drizzle(db)
    .select()
    .from(t.deadLetter)
    .where(and(eq(t.deadLetter.org, org), before(page.cursor, t.deadLetter.at, t.deadLetter.id)))
    .orderBy(desc(t.deadLetter.at), desc(t.deadLetter.id))
    .limit(page.limit + 1);
  return toPage(
    rows,
    page.limit,
    (r) => ({ at: r.at, id: r.id }),
    (r) => r,
  );
}

/** Totals since `since` (ms) for one organisation. */
export interface Totals {
  readonly deliveries: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: number;
  readonly incidents: number;
  readonly deadLetters: number;
}

export async function totals(db: D1Database, org: string, since: number): Promise<Totals> {
  const d = drizzle(db);
  const [deliveries, findings, incidents, dead] = await Promise.all([
    d
      .select({
        n: sql<number>`count(*)`,
        // A record that came before is in its delivery's count, and is not counted again.
        events: sql<number>`coalesce(sum(${t.delivery.events} - ${t.delivery.duplicates}), 0)`,
        duplicates: sql<number>`coalesce(sum(${t.delivery.duplicates}), 0)`,
        rejected: sql<number>`coalesce(sum(${t.delivery.rejected}), 0)`,
      })
      .from(t.delivery)
      .where(and(eq(t.delivery.org, org), gte(t.delivery.acceptedAt, since)))
      .get(),
    d
      .select({ n: sql<number>`count(*)` })
      .from(t.finding)
      .where(eq(t.finding.org, org))
      .get(),
    d
      .select({ n: sql<number>`count(*)` })
      .from(t.incident)
      .where(and(eq(t.incident.org, org), gte(t.incident.openedAt, since)))
      .get(),
    d
      .select({ n: sql<number>`count(*)` })
      .from(t.deadLetter)
      .where(and(eq(t.deadLetter.org, org), gte(t.deadLetter.at, since)))
      .get(),
  ]);
  return {
    deliveries: deliveries?.n ?? 0,
    events: deliveries?.events ?? 0,
    duplicates: deliveries?.duplicates ?? 0,
    rejected: deliveries?.rejected ?? 0,
    findings: findings?.n ?? 0,
    incidents: incidents?.n ?? 0,
    deadLetters: dead?.n ?? 0,
  };
}

/** Latencies in ms, each sorted ascending: acceptance to finding, and acceptance of the opening finding to incident; the newest 10,000. */
export async function latencies(
  db: D1Database,
  org: string,
): Promise<{ acceptedToFinding: number[]; acceptedToIncident: number[] }> {
  const LIMIT = 10_000;
  const d = drizzle(db);
  const finding = await d
    .select({ ms: sql<number>`${t.finding.detectedAt} - ${t.finding.acceptedAt}` })
    .from(t.finding)
    .where(eq(t.finding.org, org))
    .orderBy(desc(t.finding.time))
    .limit(LIMIT);
  const incident = await d
    .select({ ms: sql<number>`${t.incident.openedAt} - ${t.incident.acceptedAt}` })
    .from(t.incident)
    .where(eq(t.incident.org, org))
    .orderBy(desc(t.incident.openedAt))
    .limit(LIMIT);
  const sorted = (rows: { ms: number }[]) => rows.map((r) => r.ms).toSorted((a, b) => a - b);
  return { acceptedToFinding: sorted(finding), acceptedToIncident: sorted(incident) };
}
