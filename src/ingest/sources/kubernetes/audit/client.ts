import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const person = {
  username: 'mara@example.com',
  groups: ['developers', 'system:authenticated'],
};
const workload = {
  username: 'system:serviceaccount:shop:cart',
  uid: '3f0a5a54-9a0f-4c6e-8c86-0a5f6f1f2b11',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/pod-name': ['cart-7d9f5c-2xk4p'] },
};

/** `n` keeps the ids of one moment apart. */
const event = (now: number, n: number, more: Record<string, unknown>) => ({
  level: 'Metadata',
  auditID: `5c1d7f0e-0000-4000-8000-${String(now + n).slice(-12)}`,
  stage: 'ResponseComplete',
  user: person,
  sourceIPs: ['198.51.100.7'],
  userAgent: 'kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9',
  responseStatus: { metadata: {}, code: 200 },
  requestReceivedTimestamp: new Date(now - 20).toISOString(),
  stageTimestamp: new Date(now).toISOString(),
  annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  ...more,
});

/** An `EventList`, as the webhook backend of kube-apiserver sends it. */
export const client = {
  id: 'kubernetes.audit',
  gzip: true,
  wrap: ({ records }) => ({
    body: utf8(JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: records })),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    event(now, 0, {
      verb: 'get',
      requestURI: '/api/v1/namespaces/shop/pods/cart-7d9f5c-2xk4p',
      objectRef: { resource: 'pods', namespace: 'shop', name: 'cart-7d9f5c-2xk4p', apiVersion: 'v1' },
    }),
    event(now, 1, {
      verb: 'create',
      level: 'Request',
      requestURI: '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings',
      objectRef: {
        resource: 'rolebindings',
        namespace: 'shop',
        name: 'read-config',
        apiGroup: 'rbac.authorization.k8s.io',
        apiVersion: 'v1',
      },
      responseStatus: { metadata: {}, code: 201 },
      requestObject: {
        kind: 'RoleBinding',
        apiVersion: 'rbac.authorization.k8s.io/v1',
        metadata: { name: 'read-config', namespace: 'shop' },
        subjects: [{ kind: 'ServiceAccount', name: 'cart', namespace: 'shop' }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'config-reader' },
      },
    }),
    event(now, 2, {
      verb: 'list',
      user: workload,
      sourceIPs: ['203.0.113.20'],
      userAgent: 'cart/2.1',
      requestURI: '/api/v1/namespaces/shop/configmaps',
      objectRef: { resource: 'configmaps', namespace: 'shop', apiVersion: 'v1' },
      responseStatus: { metadata: {}, status: 'Failure', reason: 'Forbidden', code: 403 },
      annotations: { 'authorization.k8s.io/decision': 'forbid', 'authorization.k8s.io/reason': '' },
    }),
  ],
} as const satisfies SourceClient;
