import type { Incident } from '../../durable-objects/incident/incident.ts';
import type { IncidentEnv } from '../../durable-objects/incident/deps.ts';

export interface Env extends IncidentEnv {
  readonly DB: D1Database;
  readonly INCIDENT: DurableObjectNamespace<Incident>;
}
