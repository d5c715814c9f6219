import { DurableObject } from 'cloudflare:workers';
import * as z from 'zod';
import { FeedInput, Listener, LISTENER_HEADER } from '../../src/contracts/feed.ts';
import { failure, problemResponse, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { Round } from './fan-out.ts';
import { attachmentOf, catchUp, command, subscribe, type Attachment, type Log, type Step } from './listener.ts';
import { addMetrics, tellMetrics, type MetricSum } from './metrics.ts';
import { FeedStore } from './store.ts';

const SOCKETS_MAX = 200;
const SOCKETS_MAX_A_USER = 20;
const PUBLISH_MAX_ITEMS = 2_000;
/** Of one item's data: a hundred times what a row of a list needs. */
const DATA_MAX_CHARS = 64 * 1024;
/** Counts are told at most this often. */
const METRICS_EVERY_MS = 1_000;
/** Told to a browser whose session is over: it signs in again instead of trying again. */
const SESSION_OVER = 4001;

const Items = z
  .array(FeedInput.refine((i) => JSON.stringify(i.data).length <= DATA_MAX_CHARS, 'its data is too large'))
  .max(PUBLISH_MAX_ITEMS);

const attached = (socket: WebSocket): Attachment => socket.deserializeAttachment() as Attachment;

/** One organisation's feed: keeps what changed for a day and hands it to whoever listens. A shell around store and listener. */
export class LiveFeed extends DurableObject {
  private readonly store: FeedStore;
  private metrics: MetricSum | undefined;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.store = new FeedStore(ctx.storage.sql);
    this.answerPings();
  }

  /** Keeps what is news and hands it on. Idempotent by (topic, key, version). */
  publish(input: unknown): Result<{ seq: number }, Failure> {
    const parsed = Items.safeParse(input);
    if (!parsed.success) return err(failure('malformed', parsed.error.issues[0]?.message ?? 'not feed items'));
    const now = Date.now();
    const kept = parsed.data.filter((i) => i.topic !== 'metrics');
    const news = this.ctx.storage.transactionSync(() => this.store.append(kept, now));
    if (news.length > 0) {
      this.answerPings();
      this.toAll(catchUp);
    }
    this.count(parsed.data.filter((i) => i.topic === 'metrics'));
    return ok({ seq: this.store.newest() });
  }

  /** Takes a listener's socket. Refuses the one too many, and answers the upgrade. */
  override async fetch(request: Request): Promise<Response> {
    // The entrypoint in front has parsed it once; whoever binds this object must have too.
    const { topics, cursor, ...who } = Listener.parse(JSON.parse(request.headers.get(LISTENER_HEADER) ?? ''));
    if (this.open().length >= SOCKETS_MAX || this.open(`user:${who.user}`).length >= SOCKETS_MAX_A_USER)
      return problemResponse(failure('too_fast', 'Too many streams are open; close some.', { retryAfterSeconds: 30 }));
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [`user:${who.user}`, `key:${who.key}`]);
    this.apply(server, subscribe(attachmentOf(who), topics, cursor, this.store));
    await this.arm(who.expiresAt);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Closes the sockets of a key or a person; answers how many. */
  disconnect(who: { readonly key?: string | undefined; readonly user?: string | undefined }): number {
    const sockets = new Set([
      ...(who.key === undefined ? [] : this.open(`key:${who.key}`)),
      ...(who.user === undefined ? [] : this.open(`user:${who.user}`)),
    ]);
    for (const socket of sockets) socket.close(SESSION_OVER, 'signed out');
    return sockets.size;
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.apply(socket, command(attached(socket), typeof message === 'string' ? message : '', this.store, Date.now()));
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 are never sent (RFC 6455 §7.4.1).
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    let next = Infinity;
    for (const socket of this.open()) {
      const { listener } = attached(socket);
      if (listener.expiresAt <= now) socket.close(SESSION_OVER, 'the session is over');
      else next = Math.min(next, listener.expiresAt);
    }
    if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next);
  }

  private async arm(at: number): Promise<void> {
    const armed = await this.ctx.storage.getAlarm();
    // One that is past due cannot be trusted to fire by itself after a restart.
    const late = armed !== null && armed < Date.now();
    if (armed === null || late || at < armed) await this.ctx.storage.setAlarm(late ? Date.now() : at);
  }

  /** Those not closed yet: the platform lists a socket for some time after. */
  private open(tag?: string): WebSocket[] {
    return this.ctx.getWebSockets(tag).filter((s) => s.readyState === WebSocket.READY_STATE_OPEN);
  }

  /** Answered without waking the object: the same words each time, until something new is kept. */
  private answerPings(): void {
    this.ctx.setWebSocketAutoResponse(
      new WebSocketRequestResponsePair('{"type":"ping"}', JSON.stringify({ type: 'pong', seq: this.store.newest() })),
    );
  }

  private toAll(stepOf: (a: Attachment, log: Log) => Step): void {
    const round = new Round(this.store);
    for (const socket of this.open()) this.apply(socket, stepOf(attached(socket), round), round);
  }

  private apply(socket: WebSocket, step: Step, round = new Round(this.store)): void {
    try {
      // Before sending: a send that throws means that the socket is gone, and its attachment with it.
      socket.serializeAttachment(step.next);
      for (const message of step.send) socket.send(round.text(message));
      if (step.close) socket.close(step.close.code, step.close.reason);
    } catch {
      // Closed while we looked: its owner comes again with its cursor.
    }
  }

  /** Adds counts up and tells them within a second; what a restart forgets is a second's count. */
  private count(items: readonly FeedInput[]): void {
    if (items.length === 0 || this.open().length === 0) return;
    const first = this.metrics === undefined;
    this.metrics = items.reduce(addMetrics, this.metrics);
    if (!first) return;
    setTimeout(() => {
      const sum = this.metrics;
      this.metrics = undefined;
      if (sum !== undefined) this.toAll((a) => tellMetrics(a, sum, Date.now()));
    }, METRICS_EVERY_MS);
  }
}
