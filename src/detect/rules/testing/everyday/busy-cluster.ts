import type { Dice } from './random.ts';

type Fields = Record<string, unknown>;
/** How often, who, verb, resource (with its subresource), namespace, and what else stands in the record. */
type Row = readonly [
  weight: number,
  who: Fields,
  verb: string,
  resource: string,
  namespace?: string | undefined,
  more?: Fields,
];

const account = (namespace: string, name: string): Fields => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});
const machine = (username: string): Fields => ({ username, groups: ['system:authenticated'] });
const person: Fields = { username: 'ada@example.com', groups: ['developers', 'system:authenticated'] };
const pod = (more: Fields = {}, container: Fields = {}): Fields => ({
  spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.4', ...container }], ...more },
});
const template = (more: Fields = {}): Fields => ({ requestObject: { spec: { template: pod(more) } } });
const rules = (...list: Fields[]): Fields => ({ requestObject: { rules: list } });

const argo = account('argocd', 'argocd-application-controller');
const flux = account('flux-system', 'kustomize-controller');
const secretsOperator = account('external-secrets', 'external-secrets');
const certificates = account('cert-manager', 'cert-manager');
const injector = account('cert-manager', 'cert-manager-cainjector');
const metrics = account('monitoring', 'prometheus');
const jobs = account('gitlab-runner', 'gitlab-runner');
const database = account('operators', 'postgres-operator');
const nodeAgent = machine('system:node:ip-10-0-0-7');
const addons = machine('eks:addon-manager');
const cached = (resource: string): Fields => ({ requestURI: `/api/v1/${resource}?resourceVersion=0` });

const ROWS: readonly Row[] = [
  [60, nodeAgent, 'update', 'leases', 'kube-node-lease'],
  [40, nodeAgent, 'patch', 'pods/status', 'shop'],
  [20, nodeAgent, 'create', 'serviceaccounts/token', 'shop'],
  [
    2,
    nodeAgent,
    'create',
    'certificatesigningrequests',
    undefined,
    { requestObject: { spec: { signerName: 'kubernetes.io/kubelet-serving' } } },
  ],
  [30, argo, 'list', 'secrets', undefined, cached('secrets')],
  [30, argo, 'watch', 'secrets', undefined, { requestURI: '/api/v1/secrets?watch=true&resourceVersion=7' }],
  [6, argo, 'patch', 'deployments', 'shop', template()],
  [
    3,
    flux,
    'patch',
    'clusterroles',
    undefined,
    rules({ apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list', 'watch'] }),
  ],
  [
    3,
    flux,
    'patch',
    'clusterrolebindings',
    undefined,
    { requestObject: { roleRef: { name: 'view' }, subjects: [{ kind: 'Group', name: 'developers' }] } },
  ],
  [
    3,
    flux,
    'create',
    'rolebindings',
    'shop',
    {
      requestObject: {
        roleRef: { kind: 'Role', name: 'web' },
        subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
      },
    },
  ],
  [2, argo, 'patch', 'daemonsets', 'logging', template({ volumes: [{ name: 'log', hostPath: { path: '/var/log' } }] })],
  [2, argo, 'patch', 'networkpolicies', 'shop'],
  [2, argo, 'create', 'namespaces'],
  [2, argo, 'delete', 'namespaces'],
  [4, argo, 'patch', 'configmaps', 'shop', { requestObject: { data: { flags: '{"cart":true}' } } }],
  [20, secretsOperator, 'get', 'secrets', 'shop'],
  [10, secretsOperator, 'update', 'secrets', 'shop'],
  [4, secretsOperator, 'create', 'serviceaccounts/token', 'shop'],
  [10, certificates, 'update', 'secrets', 'shop'],
  [
    6,
    injector,
    'patch',
    'mutatingwebhookconfigurations',
    undefined,
    { requestObject: { webhooks: [{ clientConfig: { caBundle: 'eA==' } }] } },
  ],
  [20, metrics, 'get', 'nodes/proxy', undefined, { requestURI: '/api/v1/nodes/n1/proxy/metrics/cadvisor' }],
  [10, metrics, 'create', 'tokenreviews'],
  [10, metrics, 'create', 'subjectaccessreviews'],
  [4, jobs, 'create', 'pods', 'gitlab-runner', { requestObject: pod({}, { securityContext: { privileged: true } }) }],
  [6, jobs, 'create', 'pods/attach', 'gitlab-runner', { responseStatus: { code: 101 } }],
  [
    6,
    database,
    'create',
    'pods/exec',
    'shop',
    { responseStatus: { code: 101 }, requestURI: '/api/v1/namespaces/shop/pods/db-0/exec?command=psql' },
  ],
  [4, addons, 'patch', 'daemonsets', 'kube-system', template({ hostNetwork: true })],
  [10, person, 'list', 'pods', 'shop'],
  [4, person, 'get', 'pods/log', 'shop'],
  [2, person, 'list', 'secrets', 'shop'],
  [2, person, 'list', 'secrets', undefined, { requestURI: '/api/v1/secrets?labelSelector=owner%3Dhelm' }],
  [1, person, 'list', 'secrets', undefined, { responseStatus: { code: 403 } }],
  [2, person, 'create', 'selfsubjectrulesreviews'],
  [2, person, 'create', 'pods/portforward', 'shop', { responseStatus: { code: 101 } }],
];

/** One record of a busy cluster's audit log: delivery, operators, metrics, build jobs and people. */
export function busyClusterRecord(d: Dice, time: number): Fields {
  const [, user, verb, named, namespace, more] = d.weighed(ROWS.map((row) => [row[0], row] as const));
  const [resource, subresource] = named.split('/');
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: d.hex(32),
    stage: 'ResponseComplete',
    requestURI: `/api/v1/${named}`,
    verb,
    user,
    sourceIPs: [`10.0.0.${d.upTo(250)}`],
    userAgent: 'client-go/v0.35.0',
    objectRef: {
      resource,
      ...(subresource && { subresource }),
      ...(namespace && { namespace }),
      name: resource === 'namespaces' ? 'review-17' : `web-${d.of(['a', 'b', 'c'])}`,
      apiVersion: 'v1',
    },
    responseStatus: { code: verb === 'create' ? 201 : 200 },
    requestReceivedTimestamp: new Date(time).toISOString(),
    stageTimestamp: new Date(time + 3).toISOString(),
    annotations: { 'authorization.k8s.io/decision': 'allow' },
    ...more,
  };
}
