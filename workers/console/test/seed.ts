import type { Finding } from '../../../src/contracts/finding.ts';
import type { RetroHuntView } from '../../../src/contracts/retro-hunt.ts';
import type { IncidentProjection } from '../../../src/contracts/incident.ts';
import { upsertEntities, upsertFindings } from '../../../src/storage/main/write/findings.ts';
import { writeHunt } from '../../../src/storage/main/write/hunts.ts';
import { writeProjections } from '../../../src/storage/main/write/incidents.ts';

export const knownFinding = (org: string, id: string, more: Partial<Finding> = {}): Finding => ({
  v: 1,
  id,
  org,
  kind: 'rule',
  rule: { id: 'r', title: 'Trail stopped', level: 'high' },
  title: 'Trail stopped',
  severity: 4,
  confidence: 80,
  time: 1_000,
  acceptedAt: 1_000,
  detectedAt: 1_020,
  source: 'aws.cloudtrail',
  delivery: 'dlv_known',
  eventId: 'e1',
  outcome: 'success',
  techniques: ['T1562.008'],
  tactics: [],
  entities: [{ type: 'user', id: 'arn:aws:iam::111122223333:user/eve', role: 'actor' }],
  evidence: {},
  foreignAccount: false,
  ...more,
});

export const knownHunt = (id: string, more: Partial<RetroHuntView> = {}): RetroHuntView => ({
  id,
  kind: 'rule',
  subject: 'r',
  title: 'Trail stopped',
  state: 'running',
  from: 1_000,
  to: 2_000,
  maxBytes: 1_000,
  maxSeconds: 60,
  startedBy: 'user:usr_known',
  startedAt: 3_000,
  finishedAt: null,
  blocks: { found: 1, checked: 1, unreadable: 0 },
  bytes: 1,
  events: 1,
  matches: 1,
  findings: 1,
  checked: [],
  unchecked: [],
  samples: [{ rule: 'r', title: 'Trail stopped', eventId: 'e1', time: 1_000, source: 'x', delivery: 'dlv_known' }],
  failure: null,
  ...more,
});

/** One of each thing, `…_known`, all of org_a. */
export async function seedKnown(db: D1Database): Promise<void> {
  const rows = [{ finding: knownFinding('org_a', 'fnd_known'), incident: 'inc_known' }];
  await db.batch([...upsertFindings(db, 'org_a', rows), ...upsertEntities(db, 'org_a', rows)]);
  await writeHunt(db, 'org_a', knownHunt('hunt_known'));
  const projection: IncidentProjection = {
    v: 1,
    id: 'inc_known',
    org: 'org_a',
    seq: 1,
    title: 'Trail stopped',
    severity: 'high',
    risk: 70,
    phase: 'hold',
    openedAt: 1_000,
    updatedAt: 2_000,
    acceptedAt: 1_000,
    findingCount: 1,
    techniques: [],
    entities: [],
    actions: [
      { opId: 'op_known', action: 'aws.iam.deactivate-access-key', target: 'arn:x', state: 'held', proof: 'effective' },
    ],
  };
  await writeProjections(db, [projection]);
  await db
    .prepare(
      "INSERT INTO delivery (id, org, source_id, kind, accepted_at, processed_at, bytes, events, duplicates, rejected, findings, verdict, block_key, offset, length) VALUES ('dlv_known', 'org_a', 'src_known', 'standard.webhook', 1, 2, 3, 1, 0, 0, 1, 'processed', 'raw/x', 0, 1)",
    )
    .run();
  await db
    .prepare(
      "INSERT INTO dead_letter (id, org, kind, origin, reason, at, attempts) VALUES ('dead_known', 'org_a', 'record', 'x', 'y', 1, 1)",
    )
    .run();
}
