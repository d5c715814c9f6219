import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const id = (now: number, n: number): string => `fa1c0000-0000-4000-8000-${String(now + n).slice(-12)}`;

/** As Falcosidekick's webhook output sends it, with the custom header that the set-up text gives it. Several are sent as a list. */
export const client = {
  id: 'falco.webhook',
  gzip: false,
  wrap: ({ records }) => ({
    body: utf8(JSON.stringify(records.length === 1 ? records[0] : records)),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    {
      uuid: id(now, 0),
      output: 'A shell with a terminal was opened in a container (user=root command=sh -i container=cart)',
      priority: 'Notice',
      rule: 'Sample: shell in a container',
      time: new Date(now).toISOString(),
      source: 'syscall',
      hostname: 'node-1',
      tags: ['container', 'shell', 'mitre_execution', 'T1059', 'maturity_stable'],
      output_fields: {
        'container.id': '3ad7b26ded6d',
        'container.name': 'cart',
        'container.image.repository': 'registry.example.com/cart',
        'container.image.tag': '2.1',
        'evt.time': now * 1_000_000,
        'evt.type': 'execve',
        'k8s.ns.name': 'shop',
        'k8s.pod.name': 'cart-7d9f5c-2xk4p',
        'proc.cmdline': 'sh -i',
        'proc.name': 'sh',
        'proc.pid': 4_211,
        'proc.pname': 'runc',
        'proc.tty': 34_816,
        'user.name': 'root',
        'user.uid': 0,
      },
    },
    {
      uuid: id(now, 1),
      output: 'A service account was made in a system namespace (user=mara@example.com)',
      priority: 'Warning',
      rule: 'Sample: service account in kube-system',
      time: new Date(now + 1).toISOString(),
      source: 'k8s_audit',
      hostname: 'falco-k8saudit',
      tags: ['k8s', 'mitre_persistence'],
      output_fields: {
        'ka.auth.decision': 'allow',
        'ka.response.code': '201',
        'ka.sourceips': '198.51.100.7',
        'ka.target.name': 'helper',
        'ka.target.namespace': 'kube-system',
        'ka.target.resource': 'serviceaccounts',
        'ka.user.name': 'mara@example.com',
        'ka.verb': 'create',
      },
    },
  ],
} as const satisfies SourceClient;
