import { env as testEnv, createExecutionContext } from 'cloudflare:test';
import { LISTENER_HEADER, type FeedItem, type StreamMessage } from '../../../src/contracts/feed.ts';
import type { Env } from '../env.ts';
import { Publish, Subscribe } from '../index.ts';

export const env = testEnv as unknown as Env;
export const publisher = () => new Publish(createExecutionContext(), env);
export const subscriber = () => new Subscribe(createExecutionContext(), env);
const HOUR_MS = 3_600_000;

let feeds = 0;
export const newOrg = (): string => `org_f${Date.now().toString(36)}${++feeds}`;
export const incident = (key: string, version = 1) => ({
  topic: 'incidents' as const,
  key,
  version,
  at: 1,
  data: { id: key, version },
});
export const publish = (org: string, ...items: object[]) => publisher().publish({ v: 1, org, items });

/** A listener that keeps what it hears; it acknowledges nothing by itself. */
export interface Ear {
  readonly socket: WebSocket;
  readonly messages: StreamMessage[];
  readonly items: () => FeedItem[];
  readonly closed: Promise<number>;
  readonly say: (command: unknown) => void;
}

export async function listen(org: string, more: Record<string, unknown> = {}): Promise<Ear> {
  const listener = {
    v: 1,
    org,
    user: 'usr_a',
    key: 'ses_a',
    role: 'viewer',
    expiresAt: Date.now() + HOUR_MS,
    topics: ['findings', 'incidents', 'approvals', 'metrics'],
    ...more,
  };
  const response = await subscriber().fetch(
    new Request('https://feed/stream', {
      headers: { upgrade: 'websocket', [LISTENER_HEADER]: JSON.stringify(listener) },
    }),
  );
  if (response.webSocket === null) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  const socket = response.webSocket;
  const messages: StreamMessage[] = [];
  socket.addEventListener('message', (e) => {
    messages.push(JSON.parse(String(e.data)) as StreamMessage);
  });
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', (e) => resolve(e.code)));
  socket.accept();
  return {
    socket,
    messages,
    items: () => messages.flatMap((m) => (m.type === 'items' ? m.items : [])),
    closed,
    say: (command) => socket.send(JSON.stringify(command)),
  };
}

export async function until(probe: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (probe()) return;
    await new Promise((r) => setTimeout(r, 10));
  }
  throw new Error('nothing happened within two seconds');
}
