import type { Finding } from '../../src/contracts/finding.ts';
import type { FindingBatch } from '../../src/contracts/incident.ts';
import type { AssignedFinding } from '../../src/storage/main/write/findings.ts';
import type { Assigned } from '../../durable-objects/correlator/api.ts';
import type { Deps } from './deps.ts';

/** Findings in one call to the supervisor: a few megabytes of RPC at most. */
const CALL_MAX_FINDINGS = 250;

/** Pairs of incidents that a batch tells of; more at once is noise that nobody could look at. */
const SHARED_MAX = 64;

export interface Committed {
  /** Findings asked about and those that came along with them, each with the incident that took it or null. */
  readonly rows: readonly AssignedFinding[];
  /** Tells the correlator that its attached findings are durable elsewhere; call after D1 has the rows. */
  readonly settle: () => Promise<void>;
}

/**
 * Findings of one organisation into incidents: assigned by the correlator, then held durably by the supervisor when this resolves.
 * Throws if either is unreachable or refuses; everything is keyed by finding id, so that calling again is harmless.
 */
export async function commitFindings(deps: Deps, org: string, findings: readonly Finding[]): Promise<Committed> {
  if (findings.length === 0) return { rows: [], settle: () => Promise.resolve() };
  const correlator = deps.correlator(org);
  const assigned = await correlator.assign(org, findings.map(lean));
  const incidentOf = new Map(assigned.assignments);
  const rows = new Map<string, AssignedFinding>();
  for (const a of assigned.attached) rows.set(a.finding.id, a);
  for (const finding of findings) rows.set(finding.id, { finding, incident: incidentOf.get(finding.id) ?? null });
  for (const merge of assigned.merges)
    console.log(JSON.stringify({ level: 'info', event: 'incidents_share_an_entity', org, ...merge }));
  const survivors = new Map<string, string>();
  for (const batch of batchesOf(org, [...rows.values()], assigned.merges)) {
    const added = await deps.supervisor.add(batch);
    if (!added.ok) throw new Error(`the supervisor refused findings: ${added.error.code}: ${added.error.detail}`);
    for (const { incident, mergedInto } of added.value.incidents)
      if (mergedInto !== undefined) survivors.set(incident, mergedInto);
  }
  const attached = assigned.attached.map((a) => a.finding.id);
  return {
    rows: [...rows.values()].map((r) =>
      r.incident === null ? r : { ...r, incident: survivors.get(r.incident) ?? r.incident },
    ),
    settle: async () => {
      if (attached.length > 0) await correlator.settle(attached);
    },
  };
}

/** The correlator keeps findings only while they wait; those that open incidents travel without their evidence. */
const OPENING_SEVERITY = 3;
const lean = (f: Finding): Finding => (f.severity >= OPENING_SEVERITY ? { ...f, evidence: {} } : f);

/** Bounded calls to the supervisor; the last one also says which incidents were seen to share an entity. */
function batchesOf(org: string, rows: readonly AssignedFinding[], shared: Assigned['merges']): FindingBatch[] {
  const batches: FindingBatch[] = [];
  let groups = new Map<string, Finding[]>();
  let count = 0;
  const close = () => {
    if (count > 0)
      batches.push({ v: 1, org, incidents: [...groups].map(([incident, findings]) => ({ incident, findings })) });
    groups = new Map();
    count = 0;
  };
  for (const { finding, incident } of rows) {
    if (incident === null) continue;
    if (count >= CALL_MAX_FINDINGS) close();
    const group = groups.get(incident);
    if (group) group.push(finding);
    else groups.set(incident, [finding]);
    count++;
  }
  close();
  const last = batches.at(-1);
  if (last !== undefined && shared.length > 0) last.shared = shared.slice(0, SHARED_MAX);
  return batches;
}
