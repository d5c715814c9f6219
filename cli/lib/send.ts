import { gzipSync } from 'node:zlib';
import { hmacSha256, randomBytes, sha256Hex } from '../../src/kit/crypto.ts';
import { fromBase64, toBase64, toHex } from '../../src/kit/bytes.ts';
import { CliError, EXIT } from './exit.ts';
import type { SourceCredential } from './state.ts';

/** Requests hold at most this much JSON, well under every source's body limit once compressed. */
const CHUNK_BYTES = 400_000;
const CHUNK_RECORDS = 500;
const TRIES = 6;
const RETRY_FIRST_MS = 250;

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

/** Non-empty lines of an NDJSON text, each checked to be JSON; throws with the line's number. */
export function ndjsonLines(text: string, file: string): string[] {
  const out: string[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      JSON.parse(line);
    } catch {
      throw new CliError(`${file}, line ${i + 1} is not JSON; the file must hold one JSON object a line.`, EXIT.usage);
    }
    out.push(line);
  }
  if (out.length === 0) throw new CliError(`${file} holds no records.`, EXIT.usage);
  return out;
}

interface Prepared {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array<ArrayBuffer> | string;
}

/** Signs Standard Webhooks content: `v1,` + base64 HMAC-SHA-256 over `id.timestamp.body`. */
export function standardWebhook(secret: string, id: string, body: Uint8Array, nowMs: number): Record<string, string> {
  const key = fromBase64(secret.replace(/^whsec_/, ''));
  if (!key) throw new CliError('The source secret is not `whsec_` and base64.', EXIT.usage);
  const timestamp = String(Math.floor(nowMs / 1000));
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(head.length + body.length);
  content.set(head);
  content.set(body, head.length);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${toBase64(hmacSha256(key, content))}`,
  };
}

function prepare(source: SourceCredential, lines: readonly string[], deliveryId: string): Prepared {
  switch (source.kind) {
    case 'standard.webhook': {
      const body = new Uint8Array(gzipSync(lines.join('\n')));
      return {
        body,
        headers: {
          'content-type': 'application/x-ndjson',
          'content-encoding': 'gzip',
          ...standardWebhook(source.secret, deliveryId, body, Date.now()),
        },
      };
    }
    case 'aws.firehose': {
      const data = gzipSync(`{"Records":[${lines.join(',')}]}`).toString('base64');
      const body = JSON.stringify({ requestId: deliveryId, timestamp: Date.now(), records: [{ data }] });
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'x-amz-firehose-protocol-version': '1.0',
          'x-amz-firehose-request-id': deliveryId,
          'x-amz-firehose-access-key': source.secret,
        },
      };
    }
    case 'aws.eventbridge':
      return {
        body: `[${lines.join(',')}]`,
        headers: { 'content-type': 'application/json', 'x-api-key': source.secret },
      };
    default:
      throw new CliError(`\`send\` cannot speak for a source of kind ${source.kind}.`, EXIT.usage);
  }
}

/**
 * Sends lines as one delivery, repeating what was not answered or was throttled with the same delivery id, so that it
 * counts once. Throws a {@link CliError} with the answer's own words if it is refused.
 */
export async function sendDelivery(
  ingestUrl: string,
  source: SourceCredential,
  lines: readonly string[],
  deliveryId: string,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const { headers, body } = prepare(source, lines, deliveryId);
    const response = await fetch(new URL(source.path, ingestUrl), {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
    }).catch(() => undefined);
    if (response?.ok === true) {
      await response.arrayBuffer();
      return;
    }
    const repeatable = response === undefined || response.status === 429 || response.status >= 500;
    if (!repeatable || attempt + 1 >= TRIES) {
      const said =
        response === undefined ? 'no answer' : `${response.status}: ${(await response.text()).slice(0, 300)}`;
      throw new CliError(
        `The delivery was not accepted (${said}).`,
        response === undefined ? EXIT.unreachable : EXIT.failed,
      );
    }
    await new Promise((r) => setTimeout(r, RETRY_FIRST_MS * 2 ** attempt));
  }
}

/** A delivery id that is the same for the same content, so that sending a file twice is the same delivery twice. */
export const contentDeliveryId = (lines: readonly string[]): string =>
  `msg_${sha256Hex(lines.join('\n')).slice(0, 32)}`;

/** A delivery id of its own. */
export const freshDeliveryId = (): string => `msg_${toHex(randomBytes(16))}`;
