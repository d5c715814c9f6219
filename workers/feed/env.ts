import type { LiveFeed } from '../../durable-objects/live-feed/live-feed.ts';

export interface Env {
  readonly LIVE_FEED: DurableObjectNamespace<LiveFeed>;
}
