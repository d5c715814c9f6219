import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

export const client = {
  id: 'vedette.telemetry',
  gzip: true,
  wrap: ({ records }) => ({
    body: utf8(records.map((r) => JSON.stringify(r)).join('\n')),
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    {
      event_id: `door-7-${now}`,
      source: 'door-7',
      event_type: 'badge.refused',
      payload: { time: new Date(now).toISOString(), user: 'mara@example.com', badge: '0042' },
    },
  ],
} as const satisfies SourceClient;
