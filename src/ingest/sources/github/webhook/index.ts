import { utf8 } from '../../../../kit/bytes.ts';
import { failure, problemResponse, type Failure } from '../../../../kit/errors.ts';
import { err, type Result } from '../../../../kit/result.ts';
import type { ShapeBounds } from '../../../scan.ts';
import type { Collector } from '../../../collect.ts';
import { boundsOf, isObject, parseJson, readBoundedText, readText } from '../../../read-json.ts';
import type { DeliveryFacts, Source, SourceLimits } from '../../../source.ts';
import { canonical } from './canonical.ts';
import { verifyGithub } from './verify.ts';

const MIB = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';
/** A form takes several copies to undo; GitHub's payloads are seldom above one MiB. */
const FORM_MAX_BYTES = 6 * MIB;

function addPayload(into: Collector, payload: unknown, at: string, facts: DeliveryFacts): void {
  if (facts['event'] === undefined) return into.reject(at, 'X-GitHub-Event is missing or no event’s name');
  // Says only that the hook works.
  if (facts['event'] === 'ping') return into.skip(() => at);
  if (!isObject(payload)) return into.reject(at, 'the payload is not a JSON object');
  for (const record of canonical(facts, payload)) into.add('github.webhook', record, () => at);
}

/** The one field with its name. Taken out first: a form of millions of other fields would make a list of them. */
function fieldOf(form: string): string {
  const at = form.startsWith('payload=') ? 0 : form.indexOf('&payload=') + 1;
  const end = form.indexOf('&', at);
  return form.slice(at, end === -1 ? form.length : end);
}

/** The payload of a form, which GitHub sends as the one field `payload`; the signature was over the form as it came. */
function payloadOf(bytes: Uint8Array, bounds: ShapeBounds): Result<unknown, Failure> {
  if (bytes.byteLength > FORM_MAX_BYTES)
    return err(failure('too_large', 'the form is too large; set the webhook’s content type to application/json'));
  const form = readText(bytes);
  if (!form.ok) return form;
  const payload = new URLSearchParams(fieldOf(form.value)).get('payload');
  if (payload === null) return err(failure('malformed', 'the form has no field named payload'));
  const read = readBoundedText(utf8(payload), bounds);
  if (!read.ok) return read;
  const value = parseJson(payload);
  return value.ok ? value : err(failure('malformed', `the payload is ${value.error}`));
}
/** Whether the form can be read later; nothing of it is kept. */
function checkForm(bytes: Uint8Array): Failure | undefined {
  const payload = payloadOf(bytes, boundsOf(LIMITS));
  return payload.ok ? undefined : payload.error;
}

// Payloads are capped at 25 MB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
const LIMITS = {
  bodyBytes: 24 * MIB,
  decompressedBytes: 32 * MIB,
  records: 1_000,
  depth: 64,
} as const satisfies SourceLimits;

/** GitHub webhooks: https://docs.github.com/en/webhooks. A failed delivery is shown to the hook's owner and not sent again by itself. */
export const webhook = {
  id: 'github.webhook',
  signsBody: true,
  contentTypes: ['application/json', FORM],
  limits: LIMITS,
  verify: verifyGithub,
  framing: ({ contentType }) =>
    contentType === FORM ? { as: 'bytes', check: checkForm } : { as: 'document', lists: [] },
  read(into, { value, at }, { facts, budget }) {
    if (!(value instanceof Uint8Array)) return addPayload(into, value, at(), facts);
    const payload = payloadOf(value, budget);
    if (!payload.ok) into.reject(at(), payload.error.detail);
    else addPayload(into, payload.value, at(), facts);
  },
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
