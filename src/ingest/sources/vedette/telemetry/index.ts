import { failure, problemResponse, type Failure } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import type { Collector } from '../../../collect.ts';
import { isObject, textOf, type Obj } from '../../../read-json.ts';
import { addRecord } from '../../../recognise/index.ts';
import { brief, timed } from '../../../recognise/loose.ts';
import { checkKey } from '../../../secrets.ts';
import type { Frame, Reading, Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const NDJSON = 'application/x-ndjson';
const ID_MAX_CHARS = 256;

const wrong = (detail: string, field: string): Failure => failure('malformed', detail, { field });

/** What is wrong with an event; its `field` is a JSON pointer into it. */
function faultOf(value: unknown): Failure | undefined {
  if (!isObject(value)) return wrong('an event is not a JSON object', '');
  for (const name of ['event_id', 'source', 'event_type'])
    if ((textOf(value, name) ?? '') === '') return wrong(`${name} is missing or not a text`, `/${name}`);
  if (textOf(value, 'event_id')!.length > ID_MAX_CHARS)
    return wrong(`event_id has more than ${ID_MAX_CHARS} characters`, '/event_id');
  return payloadOf(value) === undefined ? wrong('payload is missing or not a JSON object', '/payload') : undefined;
}

function payloadOf(value: Obj): Obj | undefined {
  const payload = Object.hasOwn(value, 'payload') ? value['payload'] : undefined;
  return isObject(payload) ? payload : undefined;
}

/**
 * `{event_id, source, event_type, payload}`; a time of its own may stand beside or inside of the payload. A payload that is a vendor's
 * record, or holds some, is read as these; the id is the one event's, and not that of each of many things in it.
 */
function readEvent(into: Collector, { value, at }: Frame, { facts }: Reading): void {
  const fault = faultOf(value);
  if (fault) return into.reject(`${at()}${(fault.field ?? '').replace('/', '.')}`, fault.detail);
  const event = value as Obj;
  const payload = payloadOf(event) ?? {};
  const { event_id: _one, ...rest } = event;
  // A device without a clock says no time; its event then counts as of its arrival.
  const received = Number(facts['received']);
  const before = gathered(into);
  addRecord(into, payload, () => `${at()}.payload`, {
    otherwise: 'vedette.event',
    wrap: (inner) => timed(inner === payload ? event : { ...brief(rest), payload: inner }, received),
  });
  // An envelope without content is still an event.
  if (gathered(into) === before) into.add('vedette.event', timed(event, received), at);
}

const gathered = ({ records, bad, skipped }: Collector): number => records.length + bad.length + skipped;

export const telemetry = {
  id: 'vedette.telemetry',
  // Who says no type sends JSON too; who says another one sends something else.
  contentTypes: ['application/json', NDJSON, ''],
  limits: { bodyBytes: 4 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 32 },
  paths: ['/telemetry'],
  verify(request, grant) {
    const key = checkKey(tokenOf(request.headers, 'Bearer') ?? passwordOf(request.headers), grant);
    return key.ok ? ok({ facts: { received: String(request.now) } }) : key;
  },
  framing: ({ contentType }) =>
    contentType === NDJSON
      ? { as: 'lines', check: faultOf }
      : { as: 'document', lists: ['events'], more: true, check: faultOf },
  read: readEvent,
  reply: {
    accepted: (_request, { delivery }) =>
      Response.json({ accepted: true, delivery }, { status: 202, headers: { 'cache-control': 'no-store' } }),
    failed: (_request, failed) =>
      problemResponse(
        failed.code === 'unauthenticated'
          ? failure('unauthenticated', 'send `authorization: Bearer` with the token of a telemetry source')
          : failed,
      ),
  },
} as const satisfies Source;
