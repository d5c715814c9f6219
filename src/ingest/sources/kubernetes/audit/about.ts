import type { SourceAbout } from '../../../../contracts/source-about.ts';

const POLICY = `# /etc/kubernetes/vedette/policy.yaml
apiVersion: audit.k8s.io/v1
kind: Policy
# Its outcome comes with a later stage; Vedette does not count this one.
omitStages: ["RequestReceived"]
rules:
  # What the cluster's own parts do all day.
  - level: None
    users: ["system:kube-proxy", "system:apiserver", "system:kube-scheduler", "system:kube-controller-manager"]
    verbs: ["get", "list", "watch"]
  - level: None
    userGroups: ["system:nodes"]
    verbs: ["get", "list", "watch", "update", "patch"]
  - level: None
    resources:
      - group: coordination.k8s.io
        resources: ["leases"]
      - group: ""
        resources: ["events"]
    verbs: ["get", "list", "watch", "create", "update", "patch"]
  - level: None
    nonResourceURLs: ["/healthz*", "/readyz*", "/livez*", "/version", "/openapi*"]
  # Their contents are secrets: who touched them is enough.
  - level: Metadata
    resources:
      - group: ""
        resources: ["secrets", "configmaps", "serviceaccounts/token"]
      - group: authentication.k8s.io
        resources: ["tokenreviews"]
  # The rules look into what was asked for: pods, roles, bindings, webhooks.
  - level: Request
    verbs: ["create", "update", "patch", "delete", "deletecollection"]
  - level: Metadata
`;

const KUBECONFIG = `# As root on every control-plane host. VEDETTE_SECRET holds the source's secret.
install -d -m 0700 /etc/kubernetes/vedette
umask 077
cat > /etc/kubernetes/vedette/webhook.kubeconfig <<EOF
apiVersion: v1
kind: Config
clusters:
  - name: vedette
    cluster:
      server: {{url}}
users:
  - name: kube-apiserver
    user:
      token: "$VEDETTE_SECRET"
contexts:
  - name: vedette
    context:
      cluster: vedette
      user: kube-apiserver
current-context: vedette
EOF
`;

const FLAGS = `# /etc/kubernetes/manifests/kube-apiserver.yaml, the parts to add; the kubelet restarts kube-apiserver by itself
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --audit-policy-file=/etc/kubernetes/vedette/policy.yaml
        - --audit-webhook-config-file=/etc/kubernetes/vedette/webhook.kubeconfig
        - --audit-webhook-mode=batch
        - --audit-webhook-batch-max-wait=5s
        - --audit-webhook-truncate-enabled=true
      volumeMounts:
        - name: vedette
          mountPath: /etc/kubernetes/vedette
          readOnly: true
  volumes:
    - name: vedette
      hostPath:
        path: /etc/kubernetes/vedette
        type: Directory
`;

const CHECK = `# One event by hand; the answer is 200 with an empty body. VEDETTE_SECRET holds the source's secret.
now="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
curl -sS -i '{{url}}' \\
  -H "Authorization: Bearer $VEDETTE_SECRET" -H 'Content-Type: application/json' \\
  --data '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[{"level":"Metadata","auditID":"'"$(uuidgen)"'",
  "stage":"ResponseComplete","verb":"get","requestURI":"/version","user":{"username":"set-up"},"sourceIPs":["192.0.2.1"],
  "responseStatus":{"code":200},"requestReceivedTimestamp":"'"$now"'","stageTimestamp":"'"$now"'"}]}'

# What kube-apiserver could not deliver:
kubectl get --raw /metrics | grep -E '^apiserver_audit_(event|error)_total'
`;

export const about = {
  id: 'kubernetes.audit',
  title: 'Kubernetes audit webhook',
  vendor: 'Kubernetes',
  summary: 'Every request to a cluster’s API, as kube-apiserver’s audit webhook backend sends it.',
  proves: 'The sender holds the token in the kubeconfig of the cluster’s audit webhook.',
  limits:
    'Whoever can read files of the control plane can send the same. Audit events do not name their cluster: they belong to the source’s one account, so make one source a cluster. Addresses before the last in sourceIPs are the client’s word; only the last one is held against anybody. An event whose object nests more than 128 levels deep is kept as a bad record: log custom objects at level Metadata if that matters. kube-apiserver tries five times and then drops the batch. Managed clusters (EKS, GKE, AKS) do not let you set the webhook: take their audit logs from the cloud’s own log service.',
  secret: 'random',
  settings: [],
  accounts: { label: 'the cluster’s name', pattern: '[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}', example: 'production-eu-1' },
  setup: [
    { tool: 'Audit policy', language: 'yaml', text: POLICY },
    { tool: 'Kubeconfig of the webhook', language: 'sh', text: KUBECONFIG },
    { tool: 'kube-apiserver (kubeadm)', language: 'yaml', text: FLAGS },
    { tool: 'curl', language: 'sh', text: CHECK },
  ],
  rhythmMinutes: 15,
  formats: ['kubernetes.audit'],
  references: [
    'https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/',
    'https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/',
    'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
  ],
} as const satisfies SourceAbout;
