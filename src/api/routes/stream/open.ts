import { z } from '@hono/zod-openapi';
import { LISTENER_HEADER, Topic, type Listener } from '../../../contracts/feed.ts';
import { HOUR_MS } from '../../../kit/clock.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';

/**
 * A session is looked at when its socket opens, and not again: one that the gate ended as stolen would be listened to for a
 * day. Coming again with the cursor costs a listener nothing.
 */
const SESSION_SOCKET_MS = HOUR_MS;
/** A socket of an API key has no session's end: it is asked to come again after this. */
const KEY_SOCKET_MS = 12 * HOUR_MS;

const Query = z.object({
  topics: z
    .string()
    .max(60)
    .default(Topic.options.join(','))
    .transform((text) => text.split(','))
    .pipe(z.array(Topic).min(1).max(4))
    .openapi({ type: 'string', example: 'findings,incidents' }),
  cursor: z.coerce.number().int().nonnegative().optional(),
});

export const openStream = route({
  method: 'get',
  path: '/stream',
  tag: 'Stream',
  summary: 'What changes, as it happens: a WebSocket',
  description:
    'Upgrade to a WebSocket. Topics: findings, incidents, approvals, metrics. `cursor` is the last `seq` seen: what came since is sent first, or `reset` if it is no longer kept. Acknowledge with `{"type":"ack","seq":n}`: the feed holds back after a window of unacknowledged items. After an hour (twelve for an API key) the socket is closed with 4001: come again with the cursor.',
  access: 'viewer',
  query: Query,
  raw: true,
  answer: z.unknown(),
  answerDescription: 'Never: the answer is 101 and a WebSocket',
  handle: async ({ c, deps, principal, session, query }) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
      fail('malformed', 'This is a WebSocket: send `Upgrade: websocket`.', { field: 'upgrade' });
    const listener: Listener = {
      v: 1,
      org: principal.org,
      user: principal.user,
      key: principal.key,
      role: principal.role,
      expiresAt: session ? Math.min(session.expiresAt, deps.now() + SESSION_SOCKET_MS) : deps.now() + KEY_SOCKET_MS,
      topics: query.topics,
      ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    };
    return deps.feed.fetch(
      new Request('https://feed/stream', {
        headers: { upgrade: 'websocket', [LISTENER_HEADER]: JSON.stringify(listener) },
      }),
    );
  },
});
