import type { SourceSetup } from '../../../../contracts/source-about.ts';

/** Log shippers that can send lines as they are. */
export const SETUP: readonly SourceSetup[] = [
  {
    tool: 'rsyslog',
    language: 'text',
    text: `# /etc/rsyslog.d/60-vedette.conf, mode 0600: it holds the secret of {{name}} in place of VEDETTE_SECRET.
# Needs the package rsyslog-omhttp. {{url}} stands here in its parts: server, and restpath without its first slash.
module(load="imudp")
input(type="imudp" port="514")   # devices send here; leave out for this machine's own log
module(load="omhttp")

template(name="vedette" type="string" string="<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %APP-NAME% %PROCID% %MSGID% %STRUCTURED-DATA% %msg%")

action(
  type="omhttp"
  name="vedette"
  server="ingest.example.com"
  serverport="443"
  restpath="in/{{source}}"
  usehttps="on"
  template="vedette"
  httpcontenttype="text/plain; charset=utf-8"
  httpheaders=["Authorization: Bearer VEDETTE_SECRET"]
  batch="on"
  batch.format="newline"
  batch.maxsize="1000"
  batch.maxbytes="4194304"
  compress="on"
  retry="on"
  queue.type="LinkedList"
  queue.filename="vedette"
  queue.maxdiskspace="1g"
  queue.saveonshutdown="on"
  action.resumeretrycount="-1"
)
`,
  },
  {
    tool: 'Vector',
    language: 'yaml',
    text: `# vector.yaml; the environment variable VEDETTE_SECRET holds the secret of {{name}}.
sources:
  devices:
    type: socket      # not "syslog": the lines are sent on as they came
    mode: udp
    address: 0.0.0.0:514
    decoding:
      codec: bytes

sinks:
  vedette:
    type: http
    inputs: [devices]
    uri: '{{url}}'
    method: post
    compression: gzip
    encoding:
      codec: text
    framing:
      method: newline_delimited
    auth:
      strategy: bearer
      token: '\${VEDETTE_SECRET}'
    request:
      headers:
        content-type: text/plain
    batch:
      max_bytes: 4000000
      timeout_secs: 5
`,
  },
  {
    tool: 'Fluent Bit',
    language: 'yaml',
    text: `# fluent-bit.yaml; the environment variable VEDETTE_SECRET holds the secret of {{name}}. host and uri are the parts of {{url}}.
# Lines go as JSON: the whole line in "log", or its parts where a parser has read it, are both understood.
service:
  flush: 5

pipeline:
  inputs:
    - name: tail
      path: /var/log/syslog
      tag: syslog
  outputs:
    - name: http
      match: syslog
      host: ingest.example.com
      port: 443
      uri: /in/{{source}}
      tls: on
      format: json_lines
      compress: gzip
      header: Authorization Bearer \${VEDETTE_SECRET}
      retry_limit: no_limits
`,
  },
  {
    tool: 'curl, for a try',
    language: 'sh',
    text: `# VEDETTE_SECRET holds the secret of {{name}}.
printf '<13>1 %s %s try - - - Hello from syslog\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(hostname)" |
  curl --fail-with-body "{{url}}" --data-binary @- \\
    --header "authorization: Bearer $VEDETTE_SECRET" --header "content-type: text/plain"
`,
  },
];
