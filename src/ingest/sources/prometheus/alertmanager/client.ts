import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const NEVER = '0001-01-01T00:00:00Z';

/** One group of alerts a request. */
export const client = {
  id: 'prometheus.alertmanager',
  gzip: false,
  wrap: ({ records }) => ({
    body: utf8(
      JSON.stringify({
        receiver: 'vedette',
        status: 'firing',
        alerts: records,
        groupLabels: {},
        commonLabels: {},
        commonAnnotations: {},
        externalURL: 'http://alertmanager.example.com:9093',
        version: '4',
        groupKey: '{}:{}',
        truncatedAlerts: 0,
      }),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    {
      status: 'firing',
      labels: {
        alertname: 'ManyFailedSignIns',
        severity: 'critical',
        namespace: 'shop',
        pod: 'sign-in-0',
        instance: '192.0.2.10:9090',
      },
      annotations: { summary: 'Sign-ins fail forty times as often as usual', description: 'More than 200 a minute.' },
      startsAt: new Date(now - 60_000).toISOString(),
      endsAt: NEVER,
      generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=signin_failures',
      fingerprint: '5f0c1d2e3a4b5c6d',
    },
    {
      status: 'resolved',
      labels: { alertname: 'DiskAlmostFull', severity: 'warning', instance: 'db-1.example.com:9100' },
      annotations: {},
      startsAt: new Date(now - 600_000).toISOString(),
      endsAt: new Date(now).toISOString(),
      generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=disk',
      fingerprint: '0a1b2c3d4e5f6071',
    },
  ],
} as const satisfies SourceClient;
