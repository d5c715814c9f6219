import { splitAddress, splitRequest } from '../../../recognise/aws-alb.ts';

/** Fields of an access log entry before its request, in order. */
const BEFORE_REQUEST = [
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'elb_status_code',
  'target_status_code',
  'received_bytes',
  'sent_bytes',
] as const;
/** And after it; later ones were added over the years, and more may come. */
const AFTER_REQUEST = [
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
  'target_group_arn',
  'trace_id',
  'domain_name',
  'chosen_cert_arn',
  'matched_rule_priority',
  'request_creation_time',
  'actions_executed',
  'redirect_url',
  'error_reason',
  'target_port_list',
  'target_status_code_list',
  'classification',
  'classification_reason',
  'conn_trace_id',
  'transformed_host',
  'transformed_uri',
  'request_transform_status',
  'ip_address',
] as const;
/** Up to `trace_id`, which the first logs had. */
const ACCESS_MIN_FIELDS = 18;
/** Where the request line stands. */
const REQUEST = 5 + BEFORE_REQUEST.length;
const ACCESS_MAX_FIELDS = REQUEST + 1 + AFTER_REQUEST.length;

const CONNECTION = [
  'time',
  'client_ip',
  'client_port',
  'listener_port',
  'tls_protocol',
  'tls_cipher',
  'tls_handshake_latency',
  'leaf_client_cert_subject',
  'leaf_client_cert_validity',
  'leaf_client_cert_serial_number',
  'tls_verify_status',
  'conn_trace_id',
  'tls_keyexchange',
  'elb',
  'ip_address',
] as const;
/** Up to `tls_verify_status`, which the first logs had. */
const CONNECTION_MIN_FIELDS = 11;

const TYPES: ReadonlySet<string> = new Set(['http', 'https', 'h2', 'grpcs', 'ws', 'wss']);

/** Where a value in quotation marks ends: at one before `next` that no odd number of backslashes escapes; -1 if nowhere. */
function endOfQuoted(line: string, start: number, next: string, escapes: boolean): number {
  for (let at = line.indexOf(next, start); at !== -1; at = line.indexOf(next, at + 1)) {
    if (!escapes) return at;
    let before = at;
    while (before > start && line.charCodeAt(before - 1) === 0x5c) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return -1;
}

/**
 * Values parted by single spaces, some in quotation marks; at most `max`, what follows is left out. A request line is followed by
 * another value in marks, so that it ends where one begins: URLs are written as clients sent them.
 */
function partsOf(line: string, max: number, escapes: boolean): string[] {
  const parts: string[] = [];
  for (let at = 0; at < line.length && parts.length < max;) {
    const quoted = line.charCodeAt(at) === 0x22;
    const next = parts.length === REQUEST ? '" "' : '" ';
    const found = quoted ? endOfQuoted(line, at + 1, next, escapes) : line.indexOf(' ', at);
    if (found === -1) {
      parts.push(quoted ? line.slice(at + 1, line.endsWith('"') ? -1 : undefined) : line.slice(at));
      break;
    }
    parts.push(line.slice(quoted ? at + 1 : at, found));
    at = found + (quoted ? 2 : 1);
  }
  return parts;
}

/**
 * The parts of an access log entry. What clients write themselves, a request and a user agent, may hold marks: as a rule AWS escapes
 * them by a backslash, and whether that was so shows in what follows, which no client writes.
 */
function accessParts(line: string): string[] {
  const escaped = partsOf(line, ACCESS_MAX_FIELDS, true);
  if (isAccess(escaped)) return escaped;
  const plain = partsOf(line, ACCESS_MAX_FIELDS, false);
  if (isAccess(plain)) return plain;
  // Whoever can write marks that nobody can tell from AWS's own hides what follows, and not that they came.
  return plain.length >= ACCESS_MIN_FIELDS ? plain.slice(0, REQUEST + 1) : [];
}

/** By the values after those that clients write: the protocol, the target group and the trace. */
function isAccess(parts: readonly string[]): boolean {
  const protocol = parts[REQUEST + 3];
  const group = parts[REQUEST + 4];
  return (
    parts.length >= ACCESS_MIN_FIELDS &&
    (protocol === '-' || protocol?.startsWith('TLS') === true || protocol?.startsWith('SSL') === true) &&
    (group === '-' || group?.startsWith('arn:') === true || group === '')
  );
}

/** `2026-01-10T12:00:00.123456Z`, by its looks. */
const isTime = (t: string): boolean =>
  t.length >= 20 && t.length <= 32 && t[4] === '-' && t[10] === 'T' && t[13] === ':' && t.endsWith('Z');

/**
 * An Application Load Balancer's access log entry as named fields, by the names that AWS's Athena tables have; undefined if the
 * line is none. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
export function readAlbAccess(line: string): Record<string, string> | undefined {
  if (!TYPES.has(line.slice(0, Math.min(6, line.indexOf(' '))))) return undefined;
  const parts = accessParts(line);
  const [type, time, elb, client, target] = parts;
  if (parts.length === 0 || !isTime(time!) || !elb!.includes('/')) return undefined;
  const [clientIp, clientPort] = splitAddress(client!);
  const [targetIp, targetPort] = splitAddress(target!);
  const record: Record<string, string> = {
    type: type!,
    time: time!,
    elb: elb!,
    client_ip: clientIp,
    client_port: clientPort,
    target_ip: targetIp,
    target_port: targetPort,
  };
  for (const [i, name] of BEFORE_REQUEST.entries()) record[name] = parts[5 + i]!;
  const [verb, url, proto] = splitRequest(parts[REQUEST]!);
  record['request_verb'] = verb;
  record['request_url'] = url;
  record['request_proto'] = proto;
  for (const [i, name] of AFTER_REQUEST.entries()) {
    const value = parts[REQUEST + 1 + i];
    if (value === undefined) break;
    record[name] = value;
  }
  return record;
}

/**
 * A connection log entry as named fields; undefined if the line is none.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html
 */
export function readAlbConnection(line: string): Record<string, string> | undefined {
  const first = line.indexOf(' ');
  if (first === -1 || !isTime(line.slice(0, Math.min(40, first)))) return undefined;
  const parts = partsOf(line, CONNECTION.length, true);
  const isPort = (text: string): boolean => text.length <= 5 && Number(text) > 0 && Number(text) < 65_536;
  if (parts.length < CONNECTION_MIN_FIELDS || !isPort(parts[2]!) || !isPort(parts[3]!)) return undefined;
  const record: Record<string, string> = {};
  for (const [i, value] of parts.entries()) record[CONNECTION[i]!] = value;
  return record;
}
