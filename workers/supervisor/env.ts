import type { Incident } from '../../durable-objects/incident/incident.ts';
import type { FeedPublishApi } from '../../src/contracts/rpc.ts';
import type { IncidentEnv } from '../../durable-objects/incident/deps.ts';

export interface Env extends IncidentEnv {
  readonly FEED: FeedPublishApi;
  readonly DB: D1Database;
  readonly INCIDENT: DurableObjectNamespace<Incident>;
}
