import { failure, problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import type { Collector } from '../../../collect.ts';
import { isObject, textOf } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import { timed } from '../../../recognise/loose.ts';
import { checkKey } from '../../../secrets.ts';
import type { Frame, Reading, Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const NDJSON = 'application/x-ndjson';
const ID_MAX_CHARS = 256;

/** `{event_id, source, event_type, payload}`; a time of its own may stand beside or inside of the payload. */
function readEvent(into: Collector, { value, at }: Frame, { facts }: Reading): void {
  if (!isObject(value)) return into.reject(at(), 'an event is not a JSON object');
  const missing = ['event_id', 'source', 'event_type'].find((name) => (textOf(value, name) ?? '') === '');
  if (missing !== undefined) return into.reject(`${at()}.${missing}`, `${missing} is missing or not a text`);
  if (textOf(value, 'event_id')!.length > ID_MAX_CHARS)
    return into.reject(`${at()}.event_id`, `event_id has more than ${ID_MAX_CHARS} characters`);
  const payload = Object.hasOwn(value, 'payload') ? value['payload'] : undefined;
  if (!isObject(payload)) return into.reject(`${at()}.payload`, 'payload is missing or not a JSON object');
  const format = formatOf(payload);
  if (format !== undefined) return into.add(format, payload, () => `${at()}.payload`);
  // A device without a clock says no time; its event then counts as of its arrival.
  into.add('vedette.event', timed(value, Number(facts['received'])), at);
}

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
    contentType === NDJSON ? { as: 'lines' } : { as: 'document', lists: ['events'], more: true },
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
