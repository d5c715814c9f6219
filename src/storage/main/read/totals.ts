import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import * as t from '../schema.ts';

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
