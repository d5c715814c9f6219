import { isFields } from '../../read.ts';

/**
 * What of a sender's own OCSF event is taken over as it is, by shape: `s` text, `n` number, `b` true or false, a list by its one
 * element. The rest stays beside it, under `unmapped`, so that nothing of a wrong type stands where others expect one.
 */
type Shape = 's' | 'n' | 'b' | readonly [Shape] | { readonly [name: string]: Shape };

const TEXT_MAX = 2_000;
const LIST_MAX = 200;

const ACCOUNT = { uid: 's', name: 's' } as const;
const USER = {
  type: 's',
  uid: 's',
  name: 's',
  email_addr: 's',
  domain: 's',
  credential_uid: 's',
  account: ACCOUNT,
} as const;
const ENDPOINT = {
  ip: 's',
  domain: 's',
  port: 'n',
  instance_uid: 's',
  interface_uid: 's',
  subnet_uid: 's',
  hostname: 's',
  name: 's',
  uid: 's',
  vpc_uid: 's',
  svc_name: 's',
} as const;
const PROCESS = { name: 's', pid: 'n', uid: 's', cmd_line: 's', path: 's', user: USER } as const;
const SESSION = { uid: 's', issuer: 's', is_mfa: 'b', created_time: 'n' } as const;
const MITRE = { uid: 's', name: 's' } as const;
const FINDING = {
  uid: 's',
  title: 's',
  desc: 's',
  types: ['s'],
  created_time: 'n',
  modified_time: 'n',
  first_seen_time: 'n',
  last_seen_time: 'n',
  src_url: 's',
  attacks: [{ tactic: MITRE, technique: MITRE, sub_technique: MITRE, tactics: [MITRE], version: 's' }],
} as const;
const RESOURCE = { uid: 's', type: 's', name: 's', region: 's' } as const;

const KEPT: Readonly<Record<string, Shape>> = {
  activity_name: 's',
  severity: 's',
  message: 's',
  count: 'n',
  duration: 'n',
  start_time: 'n',
  end_time: 'n',
  timezone_offset: 'n',
  status: 's',
  status_id: 'n',
  status_code: 's',
  status_detail: 's',
  actor: {
    user: USER,
    session: SESSION,
    process: { ...PROCESS, parent_process: PROCESS },
    invoked_by: 's',
    app_name: 's',
    app_uid: 's',
  },
  user: USER,
  user_result: USER,
  group: { uid: 's', name: 's' },
  session: SESSION,
  service: { name: 's', uid: 's' },
  api: {
    operation: 's',
    version: 's',
    service: { name: 's' },
    request: { uid: 's' },
    response: { error: 's', message: 's', code: 'n' },
  },
  http_request: {
    user_agent: 's',
    http_method: 's',
    referrer: 's',
    uid: 's',
    version: 's',
    url: { url_string: 's', hostname: 's', path: 's', query_string: 's', scheme: 's', port: 'n' },
  },
  http_response: { code: 'n', length: 'n' },
  query: { hostname: 's', type: 's', class: 's' },
  answers: [{ rdata: 's', type: 's', class: 's' }],
  rcode: 's',
  rcode_id: 'n',
  device: {
    type_id: 'n',
    hostname: 's',
    ip: 's',
    uid: 's',
    name: 's',
    instance_uid: 's',
    os: { name: 's', type_id: 'n' },
  },
  process: { ...PROCESS, parent_process: PROCESS },
  file: { name: 's', type_id: 'n', path: 's' },
  src_endpoint: ENDPOINT,
  dst_endpoint: ENDPOINT,
  connection_info: { protocol_num: 'n', protocol_name: 's', direction_id: 'n', tcp_flags: 'n', uid: 's' },
  traffic: { bytes: 'n', packets: 'n', bytes_in: 'n', bytes_out: 'n' },
  auth_protocol: 's',
  auth_protocol_id: 'n',
  logon_type: 's',
  logon_type_id: 'n',
  is_mfa: 'b',
  is_remote: 'b',
  entity: { uid: 's', name: 's', type: 's' },
  privileges: ['s'],
  app: { name: 's', uid: 's', vendor_name: 's', version: 's' },
  web_resources: [{ uid: 's', name: 's', type: 's', url_string: 's' }],
  url: { url_string: 's', hostname: 's', path: 's', query_string: 's', scheme: 's', port: 'n' },
  cloud: { provider: 's', region: 's', zone: 's', project_uid: 's', account: ACCOUNT },
  resource: RESOURCE,
  resources: [RESOURCE],
  finding_info: FINDING,
  finding_info_list: [FINDING],
  compliance: { standards: ['s'], control: 's', status: 's', status_id: 'n', requirements: ['s'] },
  vulnerabilities: [
    { title: 's', desc: 's', severity: 's', cve: { uid: 's' }, references: ['s'], is_fix_available: 'b' },
  ],
  firewall_rule: { uid: 's', name: 's', type: 's' },
  action: 's',
  action_id: 'n',
  disposition: 's',
  disposition_id: 'n',
  confidence: 's',
  confidence_id: 'n',
  confidence_score: 'n',
  risk_level: 's',
  risk_level_id: 'n',
  risk_score: 'n',
  impact_id: 'n',
  is_alert: 'b',
  comment: 's',
};

function keep(value: unknown, shape: Shape): unknown {
  if (shape === 's') return typeof value === 'string' ? value.slice(0, TEXT_MAX) : undefined;
  if (shape === 'n') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (shape === 'b') return typeof value === 'boolean' ? value : undefined;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return undefined;
    const [inner] = shape as readonly [Shape];
    return value
      .slice(0, LIST_MAX)
      .map((v) => keep(v, inner))
      .filter((v) => v !== undefined);
  }
  if (!isFields(value)) return undefined;
  const out: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(shape as Readonly<Record<string, Shape>>)) {
    const kept = Object.hasOwn(value, name) ? keep(value[name], inner) : undefined;
    if (kept !== undefined) out[name] = kept;
  }
  // An empty object says nothing and stands where a name or an id is needed.
  return Object.keys(out).length === 0 ? undefined : out;
}

/** Fields that the caller sets itself. */
const OWN: ReadonlySet<string> = new Set([
  'class_uid',
  'category_uid',
  'activity_id',
  'type_uid',
  'severity_id',
  'time',
  'metadata',
  'class_name',
  'category_name',
  'type_name',
  'raw_data',
  'unmapped',
]);

/** The fields of a sender's event that are understood, and those that are not, whole. */
export function keptOf(record: Readonly<Record<string, unknown>>): {
  readonly known: Record<string, unknown>;
  readonly rest: Record<string, unknown>;
} {
  const known: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (OWN.has(name)) continue;
    const kept = Object.hasOwn(KEPT, name) ? keep(value, KEPT[name]!) : undefined;
    if (kept === undefined) rest[name] = value;
    else known[name] = kept;
  }
  return { known, rest };
}
