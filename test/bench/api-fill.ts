import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ROOT } from '../../scripts/bundle.ts';
import { LEVEL_BY_SEVERITY } from '../../src/contracts/common.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { Phase, type IncidentProjection } from '../../src/contracts/incident.ts';
import { insertDeadLetters } from '../../src/storage/main/write/dead-letters.ts';
import { upsertDeliveries } from '../../src/storage/main/write/deliveries.ts';
import { upsertEntities, upsertFindings, type AssignedFinding } from '../../src/storage/main/write/findings.ts';
import { writeProjections } from '../../src/storage/main/write/incidents.ts';

export interface Fill {
  readonly findings: number;
  readonly incidents: number;
  /** End of the month that the data spans, ms */
  readonly now: number;
}

const MONTH_MS = 30 * 86_400_000;
const CHUNK = 5_000;
const ACCOUNTS = Array.from({ length: 12 }, (_, i) => String(111_100_000_000 + i));
const SOURCES = ['aws.cloudtrail', 'aws.guardduty', 'aws.securityhub', 'github.audit', 'standard.webhook'];
const TECHNIQUES = Array.from({ length: 30 }, (_, i) => `T${1000 + i * 17}`);
/** Out of a hundred findings: informational to critical. */
const SEVERITIES = [40, 30, 18, 10, 2].flatMap((n, i) => Array.from({ length: n }, () => i + 1));
const RULES = 40;
const DELIVERIES = 50_000;
const DEAD_LETTERS = 5_000;

/** The part of D1 that the writers use, on a file: the product's own SQL and triggers, without a runtime between. */
export function fileDatabase(file: DatabaseSync): D1Database {
  const known = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const run = (sql: string, text: string) => {
    const statement = known.get(sql) ?? file.prepare(sql);
    known.set(sql, statement);
    statement.run(text);
  };
  const prepare = (sql: string) => ({ bind: (text: string) => ({ go: () => run(sql, text) }) });
  const batch = (statements: { go(): void }[]) => {
    file.exec('BEGIN');
    for (const s of statements) s.go();
    file.exec('COMMIT');
    return Promise.resolve([]);
  };
  return { prepare, batch } as unknown as D1Database;
}

/** Spreads without a pattern that an index would like: a multiplier that has no divisor in common with what it is taken of. */
const scatter = (n: number, of: number): number => (n * 2_654_435_761) % of;

const incidentId = (n: number): string => `inc_${String(n).padStart(12, '0')}`;

/** The n-th finding, some 1.2 KB of JSON; those from medium on belong to an incident. */
export function findingAt(org: string, n: number, fill: Fill): AssignedFinding {
  const severity = SEVERITIES[scatter(n, 100)] ?? 1;
  const inIncident = severity >= 3 ? scatter(n, fill.incidents) : undefined;
  const who = inIncident ?? scatter(n, 50_000);
  const rule = Math.floor(Math.sqrt(scatter(n + 7, RULES * RULES)));
  const account = ACCOUNTS[who % ACCOUNTS.length]!;
  const time = Math.floor(fill.now - MONTH_MS + (MONTH_MS / fill.findings) * n);
  const level = LEVEL_BY_SEVERITY[severity] ?? 'low';
  const finding: Finding = {
    v: 1,
    id: `fnd_${scatter(n, 4_294_967_296).toString(16).padStart(8, '0')}-${n}`,
    org,
    kind: n % 1000 === 0 ? 'manual' : n % 5 === 0 ? 'vendor' : 'rule',
    rule: { id: `aws.bench.rule-${rule}`, title: `What rule ${rule} looks for`, level },
    title: `What rule ${rule} looks for, seen once more in ${account}`,
    severity,
    confidence: 80,
    time,
    acceptedAt: time + 400,
    detectedAt: time + 460,
    source: SOURCES[scatter(n + 3, SOURCES.length)]!,
    delivery: `dlv_${n % DELIVERIES}`,
    eventId: `event-${n}`,
    operation: 'iam.amazonaws.com:CreateAccessKey',
    outcome: 'success',
    account,
    region: 'eu-central-1',
    techniques: [TECHNIQUES[rule % TECHNIQUES.length]!],
    tactics: ['persistence'],
    entities: [
      { type: 'user', id: `arn:aws:iam::${account}:user/person-${who % 2_000}`, role: 'actor', account },
      { type: 'access_key', id: `AKIA${String(who % 3_000).padStart(16, '0')}`, role: 'related', account },
      { type: 'ip', id: `198.51.${who % 200}.${(who >> 3) % 250}`, role: 'source' },
      { type: 'account', id: account, role: 'related' },
    ],
    evidence: { requestParameters: { userName: `person-${who % 2_000}` }, userAgent: 'aws-cli/2.17 '.repeat(16) },
    foreignAccount: false,
  };
  return { finding, incident: inIncident === undefined ? null : incidentId(inIncident) };
}

function incidentAt(org: string, n: number, fill: Fill): IncidentProjection {
  // Nineteen of twenty are over, as after a month of work.
  const phase = n % 20 === 0 ? Phase.options[(n / 20) % 7]! : n % 50 === 1 ? 'merged' : 'closed';
  const openedAt = Math.floor(fill.now - MONTH_MS + (MONTH_MS / fill.incidents) * n);
  const ended = phase === 'closed' || phase === 'merged';
  return {
    v: 1,
    id: incidentId(n),
    org,
    seq: 9,
    title: `Attack ${n}`,
    severity: (['low', 'medium', 'high', 'critical'] as const)[scatter(n, 4)]!,
    risk: scatter(n, 101),
    phase,
    openedAt,
    updatedAt: openedAt + scatter(n, 86_400_000),
    ...(ended ? { closedAt: openedAt + 86_400_000, releasedAt: openedAt + 7_200_000 } : {}),
    acceptedAt: openedAt - 100,
    findingCount: 15,
    techniques: [TECHNIQUES[n % TECHNIQUES.length]!, TECHNIQUES[(n + 5) % TECHNIQUES.length]!],
    entities: [],
    actions: [0, 1].map((i) => ({
      opId: `op_${n}-${i}`,
      action: 'aws.iam.deactivate-access-key',
      target: `arn:aws:iam::111100000000:user/person-${n}`,
      state: ended ? ('released' as const) : ('held' as const),
      proof: 'effective' as const,
    })),
    firstEventAt: openedAt - 60_000 - scatter(n, 600_000),
    ...(n % 3 === 0 ? {} : { containedAt: openedAt + 30_000 + scatter(n, 300_000) }),
    ...(n % 4 === 0 ? { assignee: `usr_${n % 5}` } : {}),
  };
}

/** Fills a D1 file as the pipeline and the supervisor would have over a month. */
export async function fill(path: string, org: string, f: Fill, say: (text: string) => void): Promise<void> {
  const file = new DatabaseSync(path);
  // Nothing is lost if this is cut short: the bench begins anew each time.
  file.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000');
  const db = fileDatabase(file);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  for (let n = 0; n < f.incidents; n += CHUNK)
    await writeProjections(
      db,
      range(n, Math.min(f.incidents, n + CHUNK)).map((i) => incidentAt(org, i, f)),
    );
  for (let n = 0; n < DELIVERIES; n += CHUNK)
    await db.batch(
      upsertDeliveries(
        db,
        org,
        range(n, n + CHUNK).map((i) => {
          const acceptedAt = Math.floor(f.now - MONTH_MS + (MONTH_MS / DELIVERIES) * i);
          return {
            id: `dlv_${i}`,
            org,
            sourceId: `src_${scatter(i, 6)}`,
            kind: 'standard.webhook',
            acceptedAt,
            processedAt: acceptedAt + 40,
            bytes: 4_000,
            events: 50,
            duplicates: 0,
            rejected: 0,
            findings: 20,
            verdict: i % 500 === 0 ? 'partial' : 'processed',
            blockKey: `raw/${i}`,
            offset: 0,
            length: 4_000,
          };
        }),
      ),
    );
  const letters = range(0, DEAD_LETTERS).map((i) => ({
    org,
    kind: 'record' as const,
    origin: 'standard.webhook',
    reason: 'the record is no JSON object',
    delivery: `dlv_${i}`,
    place: 'records[0]',
    attempts: 1,
  }));
  await db.batch(insertDeadLetters(db, org, letters, f.now));
  file.exec('UPDATE dead_letter SET at = at - rowid * 1000, replayed_at = nullif(rowid % 20, 0)');
  for (let n = 0; n < f.findings; n += CHUNK) {
    const rows = range(n, Math.min(f.findings, n + CHUNK)).map((i) => findingAt(org, i, f));
    await db.batch([...upsertFindings(db, org, rows), ...upsertEntities(db, org, rows)]);
    if ((n / CHUNK) % 10 === 0) say(`${n.toLocaleString('en')} of ${f.findings.toLocaleString('en')} findings`);
  }
  file.exec('PRAGMA journal_mode = WAL');
  file.close();
}

/** The file of D1 `main` under a state folder: the one with a table of findings. */
export async function mainFile(stateDir: string): Promise<string> {
  for (const name of await readdir(join(stateDir, 'resources'), { recursive: true })) {
    if (!name.endsWith('.sqlite')) continue;
    const path = join(stateDir, 'resources', name);
    const file = new DatabaseSync(path);
    const has = file.prepare("SELECT 1 FROM sqlite_master WHERE name = 'finding_hour'").get() !== undefined;
    file.close();
    if (has) return path;
  }
  throw new Error(`There is no D1 file with findings under ${stateDir}.`);
}

const INSERTED = 50_000;

/** Statements of all migrations in order. */
async function migrations(): Promise<string[]> {
  const dir = join(ROOT, 'migrations/main');
  const files = (await readdir(dir)).filter((f) => f.endsWith('.sql')).toSorted();
  const texts = await Promise.all(files.map((f) => readFile(join(dir, f), 'utf8')));
  return texts.flatMap((t) => t.split('--> statement-breakpoint'));
}

/** Milliseconds that 50,000 new findings take with the two indexes that findings had at first, with today's, and with the triggers too. */
export async function insertTimes(
  path: (name: string) => string,
): Promise<{ first: number; indexes: number; all: number }> {
  const all = await migrations();
  const f: Fill = { findings: INSERTED, incidents: 1_000, now: MONTH_MS * 2 };
  const time = async (name: string, without: readonly RegExp[], more = ''): Promise<number> => {
    const file = new DatabaseSync(path(name));
    file.exec('PRAGMA journal_mode = WAL');
    for (const s of all) if (!without.some((w) => w.test(s))) file.exec(s);
    file.exec(more);
    const db = fileDatabase(file);
    let ms = 0;
    // A hundred at a time, as the pipeline writes them.
    for (let n = 0; n < INSERTED; n += 100) {
      const rows = Array.from({ length: 100 }, (_, i) => findingAt('org_bench', n + i, f));
      const begun = performance.now();
      await db.batch([...upsertFindings(db, 'org_bench', rows), ...upsertEntities(db, 'org_bench', rows)]);
      ms += performance.now() - begun;
    }
    file.close();
    return ms;
  };
  const triggers = /CREATE TRIGGER/;
  return {
    first: await time(
      'first',
      [triggers, /INDEX `finding_/],
      'CREATE INDEX a ON finding (org, time); CREATE INDEX b ON finding (incident)',
    ),
    indexes: await time('indexes', [triggers]),
    all: await time('all', []),
  };
}
