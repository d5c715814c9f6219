// Before any schema is made: the Worker under test, in the same isolate, gives schemas their OpenAPI names.
import '@hono/zod-openapi';
import { applyD1Migrations, env, type D1Migration } from 'cloudflare:test';
import type { Finding } from '../../../src/contracts/finding.ts';
import type { IncidentProjection, Phase } from '../../../src/contracts/incident.ts';
import { Phase as Phases } from '../../../src/contracts/incident.ts';
import { upsertDeliveries } from '../../../src/storage/main/write/deliveries.ts';
import { insertDeadLetters } from '../../../src/storage/main/write/dead-letters.ts';
import { upsertEntities, upsertFindings } from '../../../src/storage/main/write/findings.ts';
import { writeHunt } from '../../../src/storage/main/write/hunts.ts';
import { writeProjections } from '../../../src/storage/main/write/incidents.ts';
import type { Env } from '../env.ts';
import { knownFinding, knownHunt } from './seed.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
export const db = bindings.DB;
export const migrate = () => applyD1Migrations(db, bindings.MIGRATIONS_MAIN);

const LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export const HOUR_MS = 3_600_000;
const KINDS = ['rule', 'vendor', 'indicator', 'manual'] as const;

/** The n-th finding of an organisation: three share each time, the filters' values go round. */
export const finding = (org: string, n: number, more: Partial<Finding> = {}): Finding =>
  knownFinding(org, `fnd_${org.slice(4)}-${String(n).padStart(4, '0')}`, {
    rule: { id: `rule-${n % 4}`, title: 'Trail stopped', level: 'high' },
    kind: KINDS[n % KINDS.length]!,
    severity: (Math.floor(n / 2) % 5) + 1,
    time: HOUR_MS + Math.floor(n / 3) * 1000,
    source: n % 2 === 0 ? 'aws.cloudtrail' : 'aws.guardduty',
    account: n % 7 === 0 ? '111122223333' : '444455556666',
    delivery: `dlv_${org.slice(4)}-0`,
    techniques: n % 2 === 0 ? ['T1562.008'] : ['T1078'],
    entities: [
      { type: 'user', id: `arn:aws:iam::111122223333:user/u${n % 3}`, role: 'actor' },
      { type: 'user', id: `arn:aws:iam::111122223333:user/u${n % 3}`, role: 'target' },
      { type: 'ip', id: `198.51.100.${n % 5}`, role: 'source' },
    ],
    ...more,
  });

export const projection = (org: string, n: number, more: Partial<IncidentProjection> = {}): IncidentProjection => ({
  v: 1,
  id: `inc_${org.slice(4)}-${String(n).padStart(4, '0')}`,
  org,
  seq: 1,
  title: 'Trail stopped',
  severity: LEVELS[n % LEVELS.length]!,
  risk: (n * 7) % 100,
  phase: Phases.options[n % Phases.options.length]! satisfies Phase,
  openedAt: HOUR_MS + Math.floor(n / 3) * 1000,
  updatedAt: HOUR_MS + ((n * 31) % 50) * 1000,
  acceptedAt: HOUR_MS,
  findingCount: 1,
  techniques: n % 2 === 0 ? ['T1562.008'] : ['T1078', 'T1098'],
  entities: [],
  actions: [
    {
      opId: `op_${org.slice(4)}-${n}`,
      action: 'aws.iam.deactivate-access-key',
      target: 'arn:x',
      state: n % 2 === 0 ? 'held' : 'proposed',
      proof: 'effective',
    },
  ],
  ...(n % 3 === 0 ? { assignee: 'usr_ann' } : {}),
  ...more,
});

/** An organisation with findings, incidents, actions, deliveries and dead letters. */
export async function seedOrg(org: string, findings: number, incidents: number): Promise<void> {
  const rows = Array.from({ length: findings }, (_, n) => ({
    finding: finding(org, n),
    incident: n % 4 === 3 ? null : projection(org, n % incidents).id,
  }));
  await db.batch([...upsertFindings(db, org, rows), ...upsertEntities(db, org, rows)]);
  await writeProjections(
    db,
    Array.from({ length: incidents }, (_, n) => projection(org, n)),
  );
  const verdicts = ['processed', 'partial', 'dead'];
  const deliveries = Array.from({ length: 20 }, (_, n) => ({
    id: `dlv_${org.slice(4)}-${n}`,
    org,
    sourceId: `src_${org.slice(4)}-${n % 2}`,
    kind: 'standard.webhook',
    acceptedAt: HOUR_MS + Math.floor(n / 3) * 1000,
    processedAt: HOUR_MS + Math.floor(n / 3) * 1000 + 50,
    bytes: 10,
    events: 2,
    duplicates: 0,
    rejected: 0,
    findings: 1,
    verdict: verdicts[n % 3]!,
    blockKey: 'raw/x',
    offset: 0,
    length: 10,
  }));
  const letters = Array.from({ length: 10 }, (_, n) => ({
    org,
    kind: n % 2 === 0 ? ('message' as const) : ('record' as const),
    origin: n % 2 === 0 ? 'vedette-analyst-dead' : 'standard.webhook',
    reason: 'it would not go',
    delivery: `dlv_${org.slice(4)}-${n}`,
    sourceId: `src_${org.slice(4)}-${n % 2}`,
    attempts: 1,
  }));
  await db.batch([...upsertDeliveries(db, org, deliveries), ...insertDeadLetters(db, org, letters, HOUR_MS)]);
  for (let n = 0; n < 8; n++)
    await writeHunt(db, org, knownHunt(`hunt_${org.slice(4)}-${n}`, { startedAt: HOUR_MS + Math.floor(n / 2) * 1000 }));
}
