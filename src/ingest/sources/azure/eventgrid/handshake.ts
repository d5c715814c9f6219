import type { SourceGrant } from '../../../../contracts/access.ts';
import { failure, problemResponse } from '../../../../kit/errors.ts';
import { isObject, readDocument, textOf } from '../../../read-json.ts';
import type { RequestFacts } from '../../../source.ts';
import { grantWebhook } from '../../standard/cloudevents/handshake.ts';

/** A validation event has some 700 bytes. */
const VALIDATION_LIMITS = { bodyBytes: 16_384, decompressedBytes: 16_384, records: 1, depth: 8 } as const;
/** Event Grid's codes are GUIDs; nothing that could mean something to whoever reads the answer is echoed. */
const CODE = /^[A-Za-z0-9-]{1,128}$/;
const TYPE = 'Microsoft.EventGrid.SubscriptionValidationEvent';

/** `eventgrid.azure.net`, as it calls itself; some of its services put their region before it. */
const ORIGIN = /^(?:[a-z0-9-]{1,63}\.)?eventgrid\.azure\.net$/;

/** The code of a validation event, alone in its list. */
function codeOf(body: Uint8Array): string | undefined {
  if (body.byteLength > VALIDATION_LIMITS.bodyBytes) return undefined;
  const document = readDocument(body, VALIDATION_LIMITS);
  if (!document.ok) return undefined;
  const [event, more]: unknown[] = Array.isArray(document.value) ? document.value : [document.value];
  if (!isObject(event) || more !== undefined || textOf(event, 'eventType') !== TYPE) return undefined;
  const data = Object.hasOwn(event, 'data') ? event['data'] : undefined;
  const code = isObject(data) ? textOf(data, 'validationCode') : undefined;
  return code !== undefined && CODE.test(code) ? code : undefined;
}

/**
 * Event Grid's own handshake: a validation event whose code is echoed, with 200 (202 is not taken). It carries the subscription's
 * delivery properties or its Entra token as every delivery does, so it is proven like one. Its `validationUrl` is never called.
 * https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema
 */
export function answerValidation(request: RequestFacts): Response | undefined {
  if (request.headers.get('aeg-event-type') !== 'SubscriptionValidation') return undefined;
  const code = codeOf(request.body);
  if (code === undefined)
    return problemResponse(failure('malformed', 'the validation event has no validationCode that can be echoed'));
  return Response.json({ validationResponse: code }, { headers: { 'cache-control': 'no-store' } });
}

/** The handshake of CloudEvents, which Event Grid makes where the subscription delivers in that schema: for its own name only. */
export const grantDelivery = (request: RequestFacts, grant: SourceGrant): Response | undefined =>
  grantWebhook(request, grant, (origin) => ORIGIN.test(origin));
