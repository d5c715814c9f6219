// Written by scripts/generate-registries.ts from the sources' about.ts. Do not edit.
import type { SourceAbout } from './source-about.ts';

/** Every kind of source there is, by id. */
export const SOURCE_CATALOGUE: readonly SourceAbout[] = [
  {
    "id": "aws.eventbridge",
    "title": "Amazon EventBridge, API destination",
    "vendor": "AWS",
    "summary": "Findings and API calls as they happen, a rule a kind of event.",
    "proves": "The sender holds the API key set in the EventBridge connection.",
    "limits": "Whoever reads the connection’s secret can send the same. The event’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [
      {
        "tool": "Terraform",
        "language": "hcl",
        "text": "variable \"vedette_secret\" {\n  type      = string\n  sensitive = true\n}\n\nresource \"aws_cloudwatch_event_connection\" \"vedette\" {\n  name               = \"vedette-{{source}}\"\n  authorization_type = \"API_KEY\"\n  auth_parameters {\n    api_key {\n      key   = \"x-api-key\"\n      value = var.vedette_secret\n    }\n  }\n}\n\nresource \"aws_cloudwatch_event_api_destination\" \"vedette\" {\n  name                             = \"vedette-{{source}}\"\n  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn\n  invocation_endpoint              = \"{{url}}\"\n  http_method                      = \"POST\"\n  invocation_rate_limit_per_second = 300\n}\n"
      }
    ],
    "rhythmMinutes": 0,
    "formats": [
      "aws.guardduty",
      "aws.securityhub",
      "aws.cloudtrail"
    ],
    "references": [
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html"
    ]
  },
  {
    "id": "aws.firehose",
    "title": "Amazon Data Firehose, HTTP endpoint",
    "vendor": "AWS",
    "summary": "Logs in bulk: CloudTrail and whatever CloudWatch Logs subscriptions carry.",
    "proves": "The sender holds the access key set in the Firehose stream.",
    "limits": "Whoever reads the stream’s access key can send the same. A record’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "AWS account ids",
      "pattern": "[0-9]{12}",
      "example": "123456789012"
    },
    "setup": [],
    "rhythmMinutes": 60,
    "formats": [
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub",
      "aws.vpcflow"
    ],
    "references": [
      "https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html"
    ]
  },
  {
    "id": "kubernetes.audit",
    "title": "Kubernetes audit webhook",
    "vendor": "Kubernetes",
    "summary": "Every request to a cluster’s API, as kube-apiserver’s audit webhook backend sends it.",
    "proves": "The sender holds the token in the kubeconfig of the cluster’s audit webhook.",
    "limits": "Whoever can read files of the control plane can send the same. Audit events do not name their cluster: they belong to the source’s one account, so make one source a cluster. Addresses before the last in sourceIPs are the client’s word; only the last one is held against anybody. kube-apiserver tries five times and then drops the batch. Managed clusters (EKS, GKE, AKS) do not let you set the webhook: take their audit logs from the cloud’s own log service.",
    "secret": "random",
    "settings": [],
    "accounts": {
      "label": "the cluster’s name",
      "pattern": "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}",
      "example": "production-eu-1"
    },
    "setup": [
      {
        "tool": "Audit policy",
        "language": "yaml",
        "text": "# /etc/kubernetes/vedette/policy.yaml\napiVersion: audit.k8s.io/v1\nkind: Policy\n# Its outcome comes with a later stage; Vedette does not count this one.\nomitStages: [\"RequestReceived\"]\nrules:\n  # What the cluster's own parts do all day.\n  - level: None\n    users: [\"system:kube-proxy\", \"system:apiserver\", \"system:kube-scheduler\", \"system:kube-controller-manager\"]\n    verbs: [\"get\", \"list\", \"watch\"]\n  - level: None\n    userGroups: [\"system:nodes\"]\n    verbs: [\"get\", \"list\", \"watch\", \"update\", \"patch\"]\n  - level: None\n    resources:\n      - group: coordination.k8s.io\n        resources: [\"leases\"]\n      - group: \"\"\n        resources: [\"events\"]\n    verbs: [\"get\", \"list\", \"watch\", \"create\", \"update\", \"patch\"]\n  - level: None\n    nonResourceURLs: [\"/healthz*\", \"/readyz*\", \"/livez*\", \"/version\", \"/openapi*\"]\n  # Their contents are secrets: who touched them is enough.\n  - level: Metadata\n    resources:\n      - group: \"\"\n        resources: [\"secrets\", \"configmaps\", \"serviceaccounts/token\"]\n      - group: authentication.k8s.io\n        resources: [\"tokenreviews\"]\n  # The rules look into what was asked for: pods, roles, bindings, webhooks.\n  - level: Request\n    verbs: [\"create\", \"update\", \"patch\", \"delete\", \"deletecollection\"]\n  - level: Metadata\n"
      },
      {
        "tool": "Kubeconfig of the webhook",
        "language": "sh",
        "text": "# As root on every control-plane host. VEDETTE_SECRET holds the source's secret.\ninstall -d -m 0700 /etc/kubernetes/vedette\numask 077\ncat > /etc/kubernetes/vedette/webhook.kubeconfig <<EOF\napiVersion: v1\nkind: Config\nclusters:\n  - name: vedette\n    cluster:\n      server: {{url}}\nusers:\n  - name: kube-apiserver\n    user:\n      token: \"$VEDETTE_SECRET\"\ncontexts:\n  - name: vedette\n    context:\n      cluster: vedette\n      user: kube-apiserver\ncurrent-context: vedette\nEOF\n"
      },
      {
        "tool": "kube-apiserver (kubeadm)",
        "language": "yaml",
        "text": "# /etc/kubernetes/manifests/kube-apiserver.yaml, the parts to add; the kubelet restarts kube-apiserver by itself\nspec:\n  containers:\n    - name: kube-apiserver\n      command:\n        - kube-apiserver\n        - --audit-policy-file=/etc/kubernetes/vedette/policy.yaml\n        - --audit-webhook-config-file=/etc/kubernetes/vedette/webhook.kubeconfig\n        - --audit-webhook-mode=batch\n        - --audit-webhook-batch-max-wait=5s\n        - --audit-webhook-truncate-enabled=true\n      volumeMounts:\n        - name: vedette\n          mountPath: /etc/kubernetes/vedette\n          readOnly: true\n  volumes:\n    - name: vedette\n      hostPath:\n        path: /etc/kubernetes/vedette\n        type: Directory\n"
      },
      {
        "tool": "curl",
        "language": "sh",
        "text": "# One event by hand; the answer is 200 with an empty body. VEDETTE_SECRET holds the source's secret.\nnow=\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"\ncurl -sS -i '{{url}}' \\\n  -H \"Authorization: Bearer $VEDETTE_SECRET\" -H 'Content-Type: application/json' \\\n  --data '{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"items\":[{\"level\":\"Metadata\",\"auditID\":\"'\"$(uuidgen)\"'\",\n  \"stage\":\"ResponseComplete\",\"verb\":\"get\",\"requestURI\":\"/version\",\"user\":{\"username\":\"set-up\"},\"sourceIPs\":[\"192.0.2.1\"],\n  \"responseStatus\":{\"code\":200},\"requestReceivedTimestamp\":\"'\"$now\"'\",\"stageTimestamp\":\"'\"$now\"'\"}]}'\n\n# What kube-apiserver could not deliver:\nkubectl get --raw /metrics | grep -E '^apiserver_audit_(event|error)_total'\n"
      }
    ],
    "rhythmMinutes": 15,
    "formats": [
      "kubernetes.audit"
    ],
    "references": [
      "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
      "https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/",
      "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"
    ]
  },
  {
    "id": "standard.webhook",
    "title": "Standard Webhooks",
    "vendor": "Any",
    "summary": "Records of any known format, and JSON objects of one’s own, signed.",
    "proves": "The sender holds the signing secret, and signed these very bytes within the last five minutes.",
    "limits": "An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked.",
    "secret": "webhook",
    "settings": [],
    "accounts": {
      "label": "accounts that its records may name",
      "pattern": "[A-Za-z0-9._:@/-]{1,64}",
      "example": "123456789012"
    },
    "setup": [],
    "rhythmMinutes": 0,
    "replayWindowSeconds": 300,
    "formats": [
      "vedette.event",
      "aws.cloudtrail",
      "aws.guardduty",
      "aws.securityhub"
    ],
    "references": [
      "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
    ]
  }
];
