import { DurableObject } from 'cloudflare:workers';
import { z } from 'zod';
import { FeedInput, Listener, LISTENER_HEADER, type StreamMessage } from '../../src/contracts/feed.ts';
import { failure, problemResponse, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { catchUp, command, subscribe, type Attachment, type Step } from './listener.ts';
import { addMetrics, type MetricSum } from './metrics.ts';
import { FeedStore } from './store.ts';

const SOCKETS_MAX = 200;
const SOCKETS_MAX_A_USER = 20;
const PUBLISH_MAX_ITEMS = 2_000;
/** Counts are told at most this often. */
const METRICS_EVERY_MS = 1_000;
/** Told to a browser whose session is over: it signs in again instead of trying again. */
const SESSION_OVER = 4001;

const Items = z.array(FeedInput).max(PUBLISH_MAX_ITEMS);

/** One organisation's feed: keeps what changed for a day and hands it to whoever listens. A shell around store and listener. */
export class LiveFeed extends DurableObject {
  private readonly store: FeedStore;
  private metrics: MetricSum | undefined;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.store = new FeedStore(ctx.storage.sql);
    // Answered without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** Keeps what is news and hands it on. Idempotent by (topic, key, version). */
  publish(input: unknown): Result<{ seq: number }, Failure> {
    const parsed = Items.safeParse(input);
    if (!parsed.success) return err(failure('malformed', parsed.error.issues[0]?.message ?? 'not feed items'));
    const now = Date.now();
    const kept = parsed.data.filter((i) => i.topic !== 'metrics');
    const news = this.ctx.storage.transactionSync(() => this.store.append(kept, now));
    if (news.length > 0)
      for (const socket of this.ctx.getWebSockets()) this.push(socket, (a) => catchUp(a, this.store));
    this.count(parsed.data.filter((i) => i.topic === 'metrics'));
    return ok({ seq: this.store.newest() });
  }

  /** Takes a listener's socket. Refuses the one too many, and answers the upgrade. */
  override async fetch(request: Request): Promise<Response> {
    // The entrypoint in front has parsed it once; whoever binds this object must have too.
    const { topics, cursor, ...who } = Listener.parse(JSON.parse(request.headers.get(LISTENER_HEADER) ?? ''));
    if (
      this.ctx.getWebSockets().length >= SOCKETS_MAX ||
      this.ctx.getWebSockets(`user:${who.user}`).length >= SOCKETS_MAX_A_USER
    )
      return problemResponse(failure('too_fast', 'Too many streams are open; close some.', { retryAfterSeconds: 30 }));
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [`user:${who.user}`, `key:${who.key}`]);
    const fresh: Attachment = { listener: who, topics, scanned: 0, sent: 0, acked: 0, faults: 0 };
    this.apply(server, subscribe(fresh, topics, cursor, this.store));
    await this.arm(who.expiresAt);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Closes the sockets of a key or a person; answers how many. */
  disconnect(who: { readonly key?: string | undefined; readonly user?: string | undefined }): number {
    const sockets = new Set([
      ...(who.key === undefined ? [] : this.ctx.getWebSockets(`key:${who.key}`)),
      ...(who.user === undefined ? [] : this.ctx.getWebSockets(`user:${who.user}`)),
    ]);
    for (const socket of sockets) socket.close(SESSION_OVER, 'signed out');
    return sockets.size;
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.push(socket, (a) => command(a, typeof message === 'string' ? message : '', this.store));
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 are never sent (RFC 6455 §7.4.1).
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    let next = Infinity;
    for (const socket of this.ctx.getWebSockets()) {
      const { listener } = socket.deserializeAttachment() as Attachment;
      if (listener.expiresAt <= now) socket.close(SESSION_OVER, 'the session is over');
      else next = Math.min(next, listener.expiresAt);
    }
    if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next);
  }

  private async arm(at: number): Promise<void> {
    const armed = await this.ctx.storage.getAlarm();
    if (armed === null || at < armed) await this.ctx.storage.setAlarm(at);
  }

  private push(socket: WebSocket, step: (a: Attachment) => Step): void {
    this.apply(socket, step(socket.deserializeAttachment() as Attachment));
  }

  private apply(socket: WebSocket, step: Step): void {
    try {
      // Before sending: what is sent twice is harmless to a listener with a cursor, what is skipped is not; a send that
      // throws means that the socket is gone, and its attachment with it.
      socket.serializeAttachment(step.next);
      for (const message of step.send) this.send(socket, message);
      if (step.close) socket.close(step.close.code, step.close.reason);
    } catch {
      // Closed while we looked: its owner comes again with its cursor.
    }
  }

  private send(socket: WebSocket, message: StreamMessage): void {
    socket.send(JSON.stringify(message));
  }

  /** Adds counts up and tells them within a second; what a restart forgets is a second's count. */
  private count(items: readonly FeedInput[]): void {
    if (items.length === 0) return;
    const first = this.metrics === undefined;
    this.metrics = items.reduce(addMetrics, this.metrics);
    if (!first) return;
    setTimeout(() => {
      const sum = this.metrics;
      this.metrics = undefined;
      if (sum === undefined) return;
      const item = {
        topic: 'metrics' as const,
        key: 'metrics',
        version: 0,
        at: Date.now(),
        data: { ...sum },
        seq: Math.max(1, this.store.newest()),
      };
      for (const socket of this.ctx.getWebSockets()) {
        const { topics } = socket.deserializeAttachment() as Attachment;
        if (topics.includes('metrics'))
          this.push(socket, (next) => ({ next, send: [{ type: 'items', items: [item] }] }));
      }
    }, METRICS_EVERY_MS);
  }
}
