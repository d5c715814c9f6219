import type { SourceGrant } from '../../../../contracts/access.ts';
import type { RequestFacts } from '../../../source.ts';

/** A name of DNS, as senders call themselves. */
const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,63})*$/;
const RATE = /^[1-9][0-9]{0,8}$/;
/** Requests a minute of a source that has no limit of its own; see rate.ts. */
const DEFAULT_PER_MINUTE = 600_000;

/**
 * Abuse protection of the CloudEvents web hook specification (section 4): OPTIONS asks whether deliveries are wanted. Consent names
 * the origin and a rate; without consent the answer says neither. It is no credential: deliveries prove themselves. The callback
 * that a sender may offer is never called.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md
 */
export function grantWebhook(
  request: RequestFacts,
  grant: SourceGrant,
  isWanted: (origin: string) => boolean,
): Response | undefined {
  if (request.method !== 'OPTIONS') return undefined;
  const headers: Record<string, string> = { allow: 'POST, OPTIONS', 'cache-control': 'no-store' };
  const origin = (request.headers.get('webhook-request-origin') ?? '').trim().toLowerCase();
  const known = NAME.test(origin) && isWanted(origin);
  if (known) {
    const most = grant.ratePerMinute > 0 ? grant.ratePerMinute : DEFAULT_PER_MINUTE;
    const asked = request.headers.get('webhook-request-rate') ?? '';
    headers['webhook-allowed-origin'] = origin;
    headers['webhook-allowed-rate'] = String(RATE.test(asked) ? Math.min(Number(asked), most) : most);
  }
  return new Response(null, { status: known ? 200 : 204, headers });
}
