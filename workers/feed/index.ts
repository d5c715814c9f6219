import { WorkerEntrypoint } from 'cloudflare:workers';
import * as z from 'zod';
import { Id, OrgId, V1 } from '../../src/contracts/common.ts';
import { Listener, LISTENER_HEADER } from '../../src/contracts/feed.ts';
import type { FeedPublishApi, FeedSubscribeApi, Rpc } from '../../src/contracts/rpc.ts';
import { failure, problemResponse } from '../../src/kit/errors.ts';
import { err, ok } from '../../src/kit/result.ts';
import type { Env } from './env.ts';

export { LiveFeed } from '../../durable-objects/live-feed/live-feed.ts';

const PublishRequest = z.object({ v: V1, org: OrgId, items: z.array(z.unknown()) });
const DisconnectRequest = z.object({ v: V1, org: OrgId, key: Id.optional(), user: Id.optional() });

/** For pipeline and supervisor: what changed. */
export class Publish extends WorkerEntrypoint<Env> implements FeedPublishApi {
  async publish(request: unknown): Rpc<{ seq: number }> {
    const parsed = PublishRequest.safeParse(request);
    if (!parsed.success) return err(failure('malformed', 'expected {v: 1, org, items}'));
    return this.env.LIVE_FEED.getByName(parsed.data.org).publish(parsed.data.items);
  }
}

/** Several times what the longest ids make. */
const LISTENER_MAX_CHARS = 2_000;

function listenerOf(header: string | null): Listener | undefined {
  if (header === null || header.length > LISTENER_MAX_CHARS) return undefined;
  try {
    return Listener.parse(JSON.parse(header));
  } catch {
    return undefined;
  }
}

/** For the console, which has signed the listener in. */
export class Subscribe extends WorkerEntrypoint<Env> implements FeedSubscribeApi {
  override async fetch(request: Request): Promise<Response> {
    const listener = listenerOf(request.headers.get(LISTENER_HEADER));
    if (listener === undefined || request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
      return problemResponse(failure('malformed', 'expected an upgrade to a WebSocket for a listener'));
    return this.env.LIVE_FEED.getByName(listener.org).fetch(request);
  }

  async disconnect(request: unknown): Rpc<{ closed: number }> {
    const parsed = DisconnectRequest.safeParse(request);
    if (!parsed.success) return err(failure('malformed', 'expected {v: 1, org, key or user}'));
    const { org, key, user } = parsed.data;
    return ok({ closed: await this.env.LIVE_FEED.getByName(org).disconnect({ key, user }) });
  }
}

/** Nothing is served over HTTP. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<Env>;
