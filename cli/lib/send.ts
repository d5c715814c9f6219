import { requestOf, type ClientRequest, type SourceClient } from '../../src/ingest/client.ts';
import { parseJson } from '../../src/ingest/parse-json.ts';
import { clients } from '../../src/ingest/sources/clients.ts';
import { sources } from '../../src/ingest/sources/registry.ts';
import { client as webhook } from '../../src/ingest/sources/standard/webhook/client.ts';
import { randomBytes, sha256Hex } from '../../src/kit/crypto.ts';
import { toHex } from '../../src/kit/bytes.ts';
import { CliError, EXIT } from './exit.ts';
import { plain } from './output.ts';
import type { SourceCredential } from './state.ts';

/** Requests hold at most this much JSON, well under every source's body limit once compressed. */
const CHUNK_BYTES = 400_000;
const CHUNK_RECORDS = 500;
const TRIES = 6;
const RETRY_FIRST_MS = 250;
/** Ingest counts requests by the minute, and says how long the rest of it is. */
const RETRY_AFTER_MAX_MS = 60_000;
const ANSWER_TIMEOUT_MS = 60_000;
const SAID_MAX_CHARS = 300;

/** Lines grouped into requests by bytes and count; order is kept. */
export function chunkLines(lines: readonly string[], maxRecords = CHUNK_RECORDS): string[][] {
  const chunks: string[][] = [];
  let current: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    if (current.length > 0 && (bytes + line.length > CHUNK_BYTES || current.length >= maxRecords)) {
      chunks.push(current);
      current = [];
      bytes = 0;
    }
    current.push(line);
    bytes += line.length;
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}

/** Non-empty lines of an NDJSON text, each checked to be a JSON object; throws with the line's number. */
export function ndjsonLines(text: string, file: string): string[] {
  const out: string[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new CliError(`${file}, line ${i + 1} is not JSON; the file must hold one JSON object a line.`, EXIT.usage);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new CliError(`${file}, line ${i + 1} is no JSON object; the file must hold one a line.`, EXIT.usage);
    out.push(line);
  }
  if (out.length === 0) throw new CliError(`${file} holds no records.`, EXIT.usage);
  return out;
}

/** The record that a line of JSON is, read as ingest reads it: integers that a double cannot hold keep their digits, as texts. */
export function recordOf(line: string): unknown {
  const read = parseJson(line);
  if (read.ok) return read.value;
  throw new CliError(`A line is ${read.error}.`, EXIT.usage);
}

/** Headers that sign Standard Webhooks content with a source's secret. */
export const standardWebhook = (secret: string, deliveryId: string, body: Uint8Array, now: number) =>
  webhook.sign(body, { secret, deliveryId, now, records: [], settings: {} });

/** The sender's side of a kind; throws a {@link CliError} for a kind that this version does not know. */
export function clientOf(kind: string): SourceClient {
  const client = Object.hasOwn(clients, kind) ? clients[kind] : undefined;
  if (client) return client;
  throw new CliError(
    `This version does not know sources of kind ${plain(kind)}. Use the version that Vedette runs.`,
    EXIT.usage,
  );
}

/** The most records that a request of a kind holds, if `wanted` is more. */
export const batchOf = (kind: string, wanted: number): number =>
  Math.min(wanted, sources[kind]?.limits.records ?? wanted);

/** A delivery's records before they are signed. */
export interface Delivery {
  readonly records: readonly unknown[];
  readonly deliveryId: string;
}

/** Records that a kind's client cannot put into one request. */
export class FramingError extends CliError {}

/** One signed request of a source's sender, gzipped where its protocol can. */
export async function signedRequest(
  source: SourceCredential,
  { records, deliveryId }: Delivery,
  now = Date.now(),
): Promise<ClientRequest> {
  const client = clientOf(source.kind);
  const input = { records, secret: source.secret, settings: source.settings ?? {}, deliveryId, now };
  try {
    return await requestOf(client, input, true);
  } catch (cause) {
    // Of our own clients' words alone: none of them holds a secret.
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new FramingError(`These records cannot be framed for ${source.kind}: ${plain(why)}.`, EXIT.usage);
  }
}

/** What came of sending one delivery. `status` 0: there was no answer. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** The first words of a refusal */
  readonly said: string;
  readonly retries: number;
  /** Bytes of the last request's body */
  readonly bytes: number;
}

/** Waits that a sender makes, and whom it tells of them. */
export interface SendOptions {
  readonly tries?: number;
  readonly waiting?: (why: string, ms: number) => void;
  readonly sleep?: (ms: number) => Promise<void>;
}

const sleepMs = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));

/** How long until the next try: what the answer asks for, else twice as long each time. */
export function retryMs(attempt: number, retryAfter: string | null): number {
  const asked = retryAfter !== null && /^[0-9]{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : 0;
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(asked, RETRY_FIRST_MS * 2 ** attempt));
}

/**
 * Sends one delivery as its sender would, signed anew for each try, repeating what was not answered, was throttled (429) or failed
 * (5xx) with the same delivery id, so that it counts once. Throws a {@link FramingError} and nothing else.
 */
export async function deliver(
  ingestUrl: string,
  source: SourceCredential,
  delivery: Delivery,
  { tries = TRIES, waiting, sleep = sleepMs }: SendOptions = {},
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const { method, path, headers, body } = await signedRequest(source, delivery);
    const response = await fetch(new URL(`${source.path}${path}`, ingestUrl), {
      method,
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch(() => undefined);
    const said = response === undefined ? 'no answer' : await response.text().catch(() => '');
    const done = { said: said.slice(0, SAID_MAX_CHARS), retries: attempt, bytes: body.length };
    if (response?.ok === true) return { ok: true, status: response.status, ...done };
    const isRepeatable = response === undefined || response.status === 429 || response.status >= 500;
    if (!isRepeatable || attempt + 1 >= tries) return { ok: false, status: response?.status ?? 0, ...done };
    const ms = retryMs(attempt, response?.headers.get('retry-after') ?? null);
    waiting?.(response === undefined ? 'no answer' : `${response.status}`, ms);
    await sleep(ms);
  }
}

/** A refusal as people read it: the status and the answer's own words. */
export const refusalOf = ({ status, said }: Answer): CliError =>
  new CliError(
    `The delivery was not accepted (${status === 0 ? 'no answer' : `${status}: ${plain(said)}`}).`,
    status === 0 ? EXIT.unreachable : EXIT.failed,
  );

/** Sends lines of JSON as one delivery by {@link deliver}; throws a {@link CliError} with the answer's own words if it is refused. */
export async function sendDelivery(
  ingestUrl: string,
  source: SourceCredential,
  lines: readonly string[],
  deliveryId: string,
): Promise<void> {
  const records = lines.map(recordOf);
  const answer = await deliver(ingestUrl, source, { records, deliveryId });
  if (!answer.ok) throw refusalOf(answer);
}

/** A delivery id that is the same for the same content, so that sending a file twice is the same delivery twice. */
export const contentDeliveryId = (lines: readonly string[]): string =>
  `msg_${sha256Hex(lines.join('\n')).slice(0, 32)}`;

/** A delivery id of its own. */
export const freshDeliveryId = (): string => `msg_${toHex(randomBytes(16))}`;
