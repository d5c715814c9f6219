import { failure, problemResponse, type Failure } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { isObject, type Obj } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const NDJSON: readonly string[] = ['application/x-ndjson', 'application/jsonl'];

const NO_OBJECT = failure('malformed', 'an event is not a JSON object');
const NO_CLASS = failure(
  'malformed',
  'not an OCSF event: class_uid is missing; see schema.ocsf.io for the class that fits',
  { field: '/class_uid' },
);

function faultOf(value: unknown): Failure | undefined {
  if (!isObject(value)) return NO_OBJECT;
  const has = (name: string): boolean => Object.hasOwn(value, name) && typeof value[name] === 'number';
  return has('class_uid') || has('type_uid') ? undefined : NO_CLASS;
}

/**
 * Events that are OCSF already: one, a list of them, `{"events": […]}`, or one a line. OCSF says nothing of transport
 * (https://github.com/ocsf/ocsf-docs), so the credential is a bearer token as everywhere.
 */
export const ocsf = {
  id: 'standard.ocsf',
  // Who says no type sends JSON too; who says another one sends something else.
  contentTypes: ['application/json', ...NDJSON, ''],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  verify({ headers }, grant) {
    const key = checkKey(tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
    return key.ok ? ok({}) : key;
  },
  framing: ({ contentType }) =>
    NDJSON.includes(contentType)
      ? { as: 'lines', check: faultOf }
      : { as: 'document', lists: ['events', 'Records'], more: true, check: faultOf },
  read(into, { value, at }) {
    const fault = faultOf(value);
    if (fault) into.reject(at(), fault.detail);
    else into.add('ocsf.event', value as Obj, at);
  },
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
