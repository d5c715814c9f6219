import { DurableObject } from 'cloudflare:workers';
import { control, CONTROL_PATH } from './control.ts';
import type { Env } from './env.ts';
import type { Answer, Arrival } from './handle.ts';
import { serve, type Site } from './serve.ts';
import { Store } from './store.ts';

/** More than any call of these services holds. */
const BODY_MOST_BYTES = 1024 * 1024;

/** The world: one object, so that calls happen one after the other, each as one transaction. */
export class World extends DurableObject<Env> {
  readonly #site: Site;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#site = {
      store: new Store(ctx.storage.sql),
      transaction: (run) => ctx.storage.transactionSync(run),
      realNow: Date.now,
    };
  }

  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const body = await request.text();
    if (url.pathname.startsWith(CONTROL_PATH) && this.env.SIMULATOR_CONTROL !== '') return this.#control(url, body);
    if (body.length > BODY_MOST_BYTES) return new Response('Request Entity Too Large', { status: 413 });
    const headers = new Headers(request.headers);
    return this.#serve({
      method: request.method,
      url,
      headers,
      body,
      requestId: crypto.randomUUID(),
      sourceIp: headers.get('cf-connecting-ip') ?? '127.0.0.1',
    });
  }

  #control(url: URL, body: string): Response {
    let input: unknown;
    try {
      input = body === '' ? {} : JSON.parse(body);
    } catch (cause) {
      return Response.json({ error: `not JSON: ${cause instanceof Error ? cause.message : ''}` }, { status: 400 });
    }
    return control(url.pathname.slice(CONTROL_PATH.length), input, this.#site);
  }

  async #serve(arrival: Arrival): Promise<Response> {
    const served = serve(this.#site, arrival);
    if (served.kind === 'answer') return toResponse(served.answer);
    if (served.kind === 'silence') await scheduler.wait(served.ms);
    return lost();
  }
}

/** No body where HTTP knows none: 204 has none even if it is empty. */
const toResponse = ({ status, body, bytes, headers }: Answer): Response =>
  // As it is kept: the runtime would pack once more what is marked as packed.
  bytes === undefined
    ? new Response(body === '' ? null : body, { status, headers })
    : new Response(bytes, { status, headers, encodeBody: 'manual' });

/** The connection ends before an answer is whole: fewer bytes come than were announced. */
function lost(): Response {
  const { readable, writable } = new FixedLengthStream(1_000);
  const writer = writable.getWriter();
  void writer
    .write(new TextEncoder().encode('<'))
    .then(() => writer.abort())
    .catch(() => undefined);
  return new Response(readable);
}
