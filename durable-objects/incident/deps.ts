import type { InvestigationJob, NotifyJob } from '../../src/contracts/agents.ts';
import type { IncidentProjection } from '../../src/contracts/incident.ts';
import type { AgentBreakers } from '../agent-breakers/agent-breakers.ts';
import type { Incident } from './incident.ts';
import type { CustodyApi, DecisionsApi, LedgerAppendApi } from '../../src/contracts/rpc.ts';

/** What an incident object reaches: other Workers by their entrypoints, agents by their queues, and the incident that it is merged into. */
export interface IncidentEnv {
  readonly INCIDENT: DurableObjectNamespace<Incident>;
  readonly BREAKERS: DurableObjectNamespace<AgentBreakers>;
  readonly DECISIONS: DecisionsApi;
  readonly CUSTODY: CustodyApi;
  readonly LEDGER: LedgerAppendApi;
  readonly ANALYST: Queue<InvestigationJob>;
  readonly INSPECTOR: Queue<InvestigationJob>;
  readonly OUTBOUND: Queue<NotifyJob>;
  readonly PROJECTIONS: Queue<{ v: 1; projection: IncidentProjection }>;
  /** Overrides every action's default lease, ms; for demonstrations and drills. */
  readonly DEFAULT_LEASE_MS?: string;
}
