import { verifyHead } from '../../src/audit/head.ts';
import { verifyBundle } from '../../src/audit/verify.ts';
import type { IncidentProjection } from '../../src/contracts/incident.ts';
import type { AuditBundle } from '../../src/contracts/ledger.ts';
import { auditBundle } from '../lib/audit-bundle.ts';
import { ask, type TypedClient } from '../lib/client.ts';
import type { AwsCounts } from './aws.ts';
import type { Stats } from './watch.ts';

export interface LedgerReport {
  /** Entries in the incidents' chains. */
  readonly entries: number;
  /** Root of the newest tree head that covers them, hex. */
  readonly root: string | null;
  readonly verified: boolean;
}

/** What `--json` prints. */
export interface DemoReport {
  readonly deliveries: number;
  readonly events: number;
  readonly findings: number;
  readonly incidents: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: string;
    readonly risk: number;
    readonly phase: string;
    readonly techniques: readonly string[];
    readonly entities: readonly { readonly type: string; readonly id: string }[];
    readonly actions: readonly {
      readonly id: string;
      readonly action: string;
      readonly target: string;
      readonly state: string;
    }[];
  }[];
  readonly aws: AwsCounts;
  readonly ledger: LedgerReport;
  readonly latencyMs: unknown;
}

/**
 * Exports the audit bundle of every incident and verifies each under keys that were fetched before any of them, as an
 * auditor who noted them down would.
 */
export async function verifyLedger(
  client: TypedClient,
  keys: Readonly<Record<string, string>>,
  incidents: readonly IncidentProjection[],
): Promise<{ report: LedgerReport; bundles: readonly AuditBundle[]; failures: readonly string[] }> {
  const bundles: AuditBundle[] = [];
  const failures: string[] = [];
  for (const incident of incidents) {
    const bundle = await auditBundle(client, incident.id);
    const result = await verifyBundle(bundle, keys);
    if (!result.ok) failures.push(`${incident.id}: ${result.reason}`);
    bundles.push(bundle);
  }
  if (bundles.length === 0) {
    // No incident, no bundle: what there is to verify is the organisation's own signed head.
    const head = await ask(client.GET('/audit/head'));
    return {
      bundles,
      failures,
      report: { entries: head.size, root: head.root, verified: (await verifyHead(head, keys)).ok },
    };
  }
  const newest = bundles.reduce<AuditBundle | undefined>(
    (a, b) => (a === undefined || b.head.size > a.head.size ? b : a),
    undefined,
  );
  return {
    bundles,
    failures,
    report: {
      entries: bundles.reduce((n, b) => n + b.entries.length, 0),
      root: newest?.head.root ?? null,
      verified: failures.length === 0,
    },
  };
}

export function demoReport(
  stats: Stats,
  incidents: readonly IncidentProjection[],
  aws: AwsCounts,
  ledger: LedgerReport,
): DemoReport {
  return {
    deliveries: stats.deliveries,
    events: stats.events,
    findings: stats.findings,
    incidents: incidents.map((i) => ({
      id: i.id,
      title: i.title,
      severity: i.severity,
      risk: i.risk,
      phase: i.phase,
      techniques: i.techniques,
      entities: i.entities.map((e) => ({ type: e.type, id: e.id })),
      actions: i.actions.map((a) => ({ id: a.opId, action: a.action, target: a.target, state: a.state })),
    })),
    aws,
    ledger,
    latencyMs: stats.latencyMs,
  };
}
