import { sha256Hex } from '../../../../kit/crypto.ts';
import { err, ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { readDocument, isObject } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { RequestFacts, Source } from '../../../source.ts';
import { readEvent, readRaw } from './read.ts';
import { HEALTHY, hecFailure, hecResponse, NO_CHANNEL, SUCCESS } from './reply.ts';

const MIB = 1024 * 1024;
const ROOT = '/services/collector';
const EVENT_PATHS = ['', ROOT, `${ROOT}/event`, `${ROOT}/event/1.0`];
const RAW_PATHS = [`${ROOT}/raw`, `${ROOT}/raw/1.0`];
const ACK = `${ROOT}/ack`;
const HEALTH_PATHS = [`${ROOT}/health`, `${ROOT}/health/1.0`];
/** Metadata that the raw endpoint takes as query parameters. */
const RAW_METADATA = ['host', 'source', 'sourcetype', 'time'];
const METADATA_MAX_CHARS = 256;
const CHANNEL = /^[0-9A-Za-z-]{1,64}$/;
const ACKS_MAX = 10_000;
const ACK_LIMITS = { bodyBytes: 256 * 1024, decompressedBytes: 256 * 1024, records: ACKS_MAX, depth: 4 };

const channelOf = ({ headers, query }: RequestFacts): string | undefined => {
  const channel = headers.get('x-splunk-request-channel') ?? query.get('channel') ?? '';
  return CHANNEL.test(channel) ? channel : undefined;
};

/** Acknowledgement ids count in Splunk; here one is made of the delivery, which is durable before it is answered. */
const ackIdOf = (delivery: string): number => Number.parseInt(sha256Hex(delivery).slice(0, 12), 16);

/** Whatever was answered with an id is durable, so each id that is asked for is acknowledged. */
function answerAcks(request: RequestFacts): Response {
  if (channelOf(request) === undefined) return hecResponse(NO_CHANNEL);
  const asked = readDocument(request.body, ACK_LIMITS);
  if (!asked.ok) return hecFailure(request, asked.error);
  const acks = isObject(asked.value) ? asked.value['acks'] : undefined;
  const ids = Array.isArray(acks)
    ? (acks as unknown[]).filter((id) => Number.isSafeInteger(id)).slice(0, ACKS_MAX)
    : [];
  return new Response(JSON.stringify({ acks: Object.fromEntries(ids.map((id) => [String(id), true])) }), {
    headers: { 'content-type': 'application/json' },
  });
}

const health = ({ method, path }: RequestFacts): Response | undefined =>
  method === 'GET' && HEALTH_PATHS.includes(path) ? hecResponse(HEALTHY) : undefined;

export const hec = {
  id: 'splunk.hec',
  // Clients of the collector say the oddest types, or none; what counts is the path.
  contentTypes: [
    'application/json',
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/xml',
  ],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  paths: [...EVENT_PATHS.slice(1), ...RAW_PATHS, ACK, ...HEALTH_PATHS],
  verify(request, grant) {
    const { headers, path, query, now } = request;
    // A token in the query is what Splunk allows where it is switched on; here a secret is never in a URL.
    const key = checkKey(tokenOf(headers, 'Splunk') ?? tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
    if (!key.ok) return err(key.error);
    const facts: Record<string, string> = { received: String(now) };
    if (RAW_PATHS.includes(path)) {
      facts['endpoint'] = 'raw';
      for (const name of RAW_METADATA) {
        const value = query.get(name);
        if (value !== null && value !== '') facts[name] = value.slice(0, METADATA_MAX_CHARS);
      }
    }
    return ok({ facts });
  },
  speaks: ({ path, headers }) => path.startsWith(ROOT) || tokenOf(headers, 'Splunk') !== undefined,
  greet: health,
  greetAnyone: health,
  answer(request) {
    if (request.path === ACK) return answerAcks(request);
    return HEALTH_PATHS.includes(request.path) ? hecResponse(HEALTHY) : undefined;
  },
  framing: ({ facts }) => (facts['endpoint'] === 'raw' ? { as: 'text' } : { as: 'sequence' }),
  read(into, frame, reading) {
    if (reading.facts['endpoint'] === 'raw') readRaw(into, frame, reading);
    else readEvent(into, frame, reading);
  },
  reply: {
    accepted: (request, { delivery }) =>
      hecResponse(SUCCESS, channelOf(request) === undefined ? {} : { ackId: ackIdOf(delivery) }),
    failed: hecFailure,
  },
} as const satisfies Source;
