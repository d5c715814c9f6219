import { sha256Hex } from '../../../../kit/crypto.ts';
import { err, ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { gunzip } from '../../../gunzip.ts';
import { readDocument, isObject } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { RequestFacts, Source } from '../../../source.ts';
import { eventFault, readEvent, readRaw } from './read.ts';
import { HEALTHY, hecFailure, hecResponse, NO_CHANNEL, SUCCESS, WRONG_CHANNEL } from './reply.ts';

const MIB = 1024 * 1024;
const ROOT = '/services/collector';
const EVENT_PATHS = ['', ROOT, `${ROOT}/event`, `${ROOT}/event/1.0`];
const RAW_PATHS = [`${ROOT}/raw`, `${ROOT}/raw/1.0`];
const DELIVERY_PATHS = [...EVENT_PATHS, ...RAW_PATHS];
const ACK = `${ROOT}/ack`;
const HEALTH_PATHS = [`${ROOT}/health`, `${ROOT}/health/1.0`];
/** Metadata that the raw endpoint takes as query parameters. */
const RAW_METADATA = ['host', 'source', 'sourcetype', 'time'];
const METADATA_MAX_CHARS = 256;
const CHANNEL = /^[0-9A-Za-z-]{1,64}$/;
const ACKS_MAX = 10_000;
const ACK_LIMITS = { bodyBytes: 256 * 1024, decompressedBytes: 256 * 1024, records: ACKS_MAX, depth: 4 };

const channelSaid = ({ headers, query }: RequestFacts): string =>
  headers.get('x-splunk-request-channel') ?? query.get('channel') ?? '';
const channelOf = (request: RequestFacts): string | undefined => {
  const channel = channelSaid(request);
  return CHANNEL.test(channel) ? channel : undefined;
};

/** Acknowledgement ids count in Splunk; here one is made of the delivery, which is durable before it is answered. */
const ackIdOf = (delivery: string): number => Number.parseInt(sha256Hex(delivery).slice(0, 12), 16);

/** Whatever was answered with an id is durable, so each id that is asked for is acknowledged. */
function answerAcks(request: RequestFacts): Response {
  if (channelSaid(request) === '') return hecResponse(NO_CHANNEL);
  if (channelOf(request) === undefined) return hecResponse(WRONG_CHANNEL);
  // Vector compresses its questions as it does its events.
  const isGzip = /^(?:x-)?gzip$/i.test(request.headers.get('content-encoding') ?? '');
  const body = isGzip ? gunzip(request.body, ACK_LIMITS.decompressedBytes) : ok(request.body);
  if (!body.ok) return hecFailure(request, body.error);
  const asked = readDocument(body.value, ACK_LIMITS);
  if (!asked.ok) return hecFailure(request, asked.error);
  const acks = isObject(asked.value) ? asked.value['acks'] : undefined;
  const ids = Array.isArray(acks)
    ? (acks as unknown[]).filter((id) => Number.isSafeInteger(id)).slice(0, ACKS_MAX)
    : [];
  return new Response(JSON.stringify({ acks: Object.fromEntries(ids.map((id) => [String(id), true])) }), {
    headers: { 'content-type': 'application/json' },
  });
}

/**
 * What needs no token: the health check, and OPTIONS, by which Docker's log driver finds out whether anybody is there before it lets a
 * container start: https://github.com/moby/moby/blob/master/daemon/logger/splunk/splunk.go
 */
function greeting({ method, path }: RequestFacts): Response | undefined {
  if (HEALTH_PATHS.includes(path)) return method === 'GET' || method === 'HEAD' ? hecResponse(HEALTHY) : undefined;
  if (method !== 'OPTIONS' || !DELIVERY_PATHS.includes(path)) return undefined;
  const response = hecResponse(SUCCESS);
  response.headers.set('allow', 'POST, OPTIONS');
  return response;
}

export const hec = {
  id: 'splunk.hec',
  // Clients of the collector say the oddest types, or none; what counts is the path.
  contentTypes: [
    'application/json',
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'application/x-ndjson',
    'text/xml',
    'application/xml',
    'text/html',
    'text/csv',
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
        if (value !== null && value !== '') facts[name] = value.slice(0, METADATA_MAX_CHARS).toWellFormed();
      }
    }
    return ok({ facts });
  },
  speaks: ({ path, headers }) => path.startsWith(ROOT) || tokenOf(headers, 'Splunk') !== undefined,
  greet: greeting,
  greetAnyone: greeting,
  answer(request) {
    if (request.path === ACK) return answerAcks(request);
    return HEALTH_PATHS.includes(request.path) ? hecResponse(HEALTHY) : undefined;
  },
  framing: ({ facts }) =>
    facts['endpoint'] === 'raw' ? { as: 'text', anyEncoding: true } : { as: 'sequence', check: eventFault },
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
