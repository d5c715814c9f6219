import type { SourceGrant } from '../../../../contracts/access.ts';
import { concatBytes, toHex, utf8 } from '../../../../kit/bytes.ts';
import { equalInConstantTime, hmacSha256 } from '../../../../kit/crypto.ts';
import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { isObject } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import { checkKey } from '../../../secrets.ts';
import type { RequestFacts, Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const FORMAT = 'prometheus.alert';

const TOLERANCE_SECONDS = 300;
const SIGNATURE = 'x-grafana-alerting-signature';

/**
 * Grafana's signature, where its contact point has one instead of a token: hex of HMAC-SHA-256 with the secret as it is, over the body,
 * or over `timestamp:body` where the header for a timestamp is set as our set-up says.
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
function isSigned({ headers, body, now }: RequestFacts, grant: SourceGrant): boolean {
  const sent = headers.get(SIGNATURE) ?? '';
  const timestamp = headers.get('x-grafana-alerting-timestamp');
  if (!/^[0-9a-f]{64}$/i.test(sent) || (timestamp !== null && !/^[0-9]{1,12}$/.test(timestamp))) return false;
  if (timestamp !== null && Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const content = timestamp === null ? body : concatBytes([utf8(`${timestamp}:`), body]);
  let good = false;
  for (const secret of grant.secrets)
    good = (secret !== '' && equalInConstantTime(sent.toLowerCase(), toHex(hmacSha256(secret, content)))) || good;
  return good;
}

/** Alertmanager's webhook, version 4, and Grafana's, which is the same and more: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export const alertmanager = {
  id: 'prometheus.alertmanager',
  // Grafana's contact point may be set to PUT, and may sign instead of showing a token.
  methods: ['POST', 'PUT'],
  contentTypes: ['application/json'],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 32 },
  signsThisBody: ({ headers }) => headers.has(SIGNATURE) && !headers.has('authorization'),
  verify(request, grant) {
    const { headers } = request;
    const key = checkKey(tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
    // A notification has no id of its own; that of each alert, its start and its state tell repetitions apart.
    return key.ok || isSigned(request, grant) ? ok({}) : key;
  },
  // Each alert carries all of its group's labels and annotations again.
  framing: () => ({ as: 'document', lists: ['alerts'], required: true }),
  read(into, { value, at }) {
    if (isObject(value) && formatOf(value) === FORMAT) into.add(FORMAT, value, at);
    else into.reject(at(), 'not an alert: status, labels, annotations, startsAt and generatorURL are needed');
  },
  reply: {
    accepted: () => new Response(null, { status: 200 }),
    failed(_request, failed) {
      // Its webhook tries again after 5xx alone: https://github.com/prometheus/alertmanager/blob/main/notify/webhook/webhook.go
      return problemResponse(failed.code === 'too_fast' ? { ...failed, code: 'unavailable' } : failed);
    },
  },
} as const satisfies Source;
