import { DurableObject } from 'cloudflare:workers';
import { ApiError } from './api-error.ts';
import { record } from './calls.ts';
import { clocksOf, control, CONTROL_PATH } from './control.ts';
import type { Env } from './env.ts';
import { takeFault, type Fault } from './faults.ts';
import { claimOf, errorAnswer, handle, type Answer, type Arrival, type Claim } from './handle.ts';
import { Store } from './store.ts';

/** More than any call of these services holds. */
const BODY_MOST_BYTES = 1024 * 1024;

/** The world: one object, so that calls happen one after the other, each as one transaction. */
export class World extends DurableObject<Env> {
  readonly #store: Store;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new Store(ctx.storage.sql);
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
    return control(url.pathname.slice(CONTROL_PATH.length), input, {
      store: this.#store,
      transaction: (run) => this.ctx.storage.transactionSync(run),
      realNow: Date.now(),
    });
  }

  async #serve(arrival: Arrival): Promise<Response> {
    const claim = claimOf(arrival);
    const fault = takeFault(this.#store.sql, claim.service, claim.operation);
    if (fault?.kind === 'timeout-before') {
      this.#noteFault(claim, fault, 'Timeout', 0);
      await scheduler.wait(fault.delayMs);
      return lost();
    }
    const refusal = fault && refusalOf(fault, claim);
    if (refusal) {
      this.#noteFault(claim, fault, refusal.code, refusal.status);
      return toResponse(errorAnswer(claim.service, refusal, arrival.requestId), arrival.requestId);
    }
    const clocks = clocksOf(this.#store, Date.now());
    const done = handle(this.#store, arrival, clocks, (run) => this.ctx.storage.transactionSync(run));
    record(this.#store.sql, fault ? { ...done.record, fault: fault.kind } : done.record);
    if (fault?.kind === 'lose-answer') return lost();
    if (fault?.kind === 'truncate') {
      const { status, body } = done.answer;
      return toResponse({ status, body: body.slice(0, Math.floor(body.length / 2)) }, arrival.requestId);
    }
    return toResponse(done.answer, arrival.requestId);
  }

  #noteFault(claim: Claim, fault: Fault, outcome: string, status: number): void {
    record(this.#store.sql, {
      at: clocksOf(this.#store, Date.now()).now,
      ...claim,
      account: '',
      principal: '',
      sessionName: '',
      outcome,
      status,
      carriedOut: false,
      writes: false,
      resources: [],
      fault: fault.kind,
    });
  }
}

/** Faults that are an error of AWS's own instead of the call. */
function refusalOf(fault: Fault, { service }: Claim): ApiError | undefined {
  const inEc2 = service === 'ec2';
  if (fault.kind === 'throttle')
    return inEc2
      ? new ApiError('RequestLimitExceeded', 'Request limit exceeded.', 503)
      : new ApiError('Throttling', 'Rate exceeded', 400);
  if (fault.kind === '503')
    return new ApiError('ServiceUnavailable', 'Service Unavailable. Please try again shortly.', 503);
  if (fault.kind === '500')
    return new ApiError(inEc2 ? 'InternalError' : 'ServiceFailure', 'An internal error has occurred', 500);
  if (fault.kind === 'expire')
    return inEc2
      ? new ApiError('RequestExpired', 'Request has expired.', 400)
      : new ApiError('ExpiredToken', 'The security token included in the request is expired', 403);
  return undefined;
}

const toResponse = ({ status, body }: Answer, requestId: string): Response =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  });

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
