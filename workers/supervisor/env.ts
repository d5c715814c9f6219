import type { FeedPublishApi } from '../../src/contracts/rpc.ts';
import type { IncidentEnv } from '../../durable-objects/incident/deps.ts';

export interface Env extends IncidentEnv {
  readonly FEED: FeedPublishApi;
  readonly DB: D1Database;
}
