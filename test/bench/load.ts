import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { standardWebhook } from '../../cli/lib/send.ts';
import type { SourceCredential } from '../../cli/lib/state.ts';

/** Where a load goes: ours takes signed webhooks, the bare Worker takes anything. */
export interface Target {
  readonly name: string;
  readonly url: URL;
  readonly source?: SourceCredential;
}

export interface Prepared {
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

/** Makes a request ready to send, signed where the target asks for it, so that the client's own work is not measured. */
export function prepare(target: Target, lines: readonly string[], id: string): Prepared {
  const text = lines.join('\n');
  const zipped = lines.length > 1;
  const body = zipped ? gzipSync(text, { level: 6 }) : Buffer.from(text);
  const signed = target.source === undefined ? {} : standardWebhook(target.source.secret, id, body, Date.now());
  return {
    body,
    headers: {
      'content-type': zipped ? 'application/x-ndjson' : 'application/json',
      'content-length': String(body.length),
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
      ...signed,
    },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends one request; resolves with the status, rejects if the connection fails. */
export function post(target: Target, prepared: Prepared): Promise<number> {
  return new Promise((resolve, reject) => {
    const r = request(target.url.href, { method: 'POST', agent, headers: prepared.headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    r.on('error', reject);
    r.end(prepared.body);
  });
}

/** Sends all requests from `width` concurrent senders; throws if one is not accepted. */
export async function flood(target: Target, requests: readonly Prepared[], width: number): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let i = next++; i < requests.length; i = next++) {
      const status = await post(target, requests[i]!);
      if (status < 200 || status > 299) throw new Error(`${target.name} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: width }, sender));
}

/** Sends at a steady rate, whether or not the answers come in time (an open loop hides no queueing). */
export async function atRate(
  target: Target,
  makeRequest: (n: number) => Prepared,
  perSecond: number,
  seconds: number,
): Promise<void> {
  const total = perSecond * seconds;
  const started = Date.now();
  const pending: Promise<unknown>[] = [];
  for (let n = 0; n < total; n++) {
    const wait = started + (n * 1000) / perSecond - Date.now();
    if (wait > 0) await new Promise((r) => setTimeout(r, wait));
    pending.push(
      post(target, makeRequest(n)).then((s) =>
        s > 299 ? Promise.reject(new Error(`${target.name} answered ${s}`)) : s,
      ),
    );
  }
  await Promise.all(pending);
}
