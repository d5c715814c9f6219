import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { isObject } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const FORMAT = 'prometheus.alert';

/** Alertmanager's webhook, version 4: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export const alertmanager = {
  id: 'prometheus.alertmanager',
  contentTypes: ['application/json'],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 32 },
  verify({ headers }, grant) {
    const key = checkKey(tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
    // A notification has no id of its own; that of each alert, its start and its state tell repetitions apart.
    return key.ok ? ok({}) : key;
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
