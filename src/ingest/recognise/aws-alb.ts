import { textOf, type Obj } from '../read-json.ts';
import type { Envelope } from './recogniser.ts';

/** `198.51.100.7:443`, `[2001:db8::1]:443` or a dash, as address and port. */
export function splitAddress(value: string): readonly [string, string] {
  const colon = value.lastIndexOf(':');
  if (colon === -1) return [value, '-'];
  const address = value.slice(0, colon);
  return [address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address, value.slice(colon + 1)];
}

/** Method, URL and protocol of a request line; a URL may hold spaces that it should not. */
export function splitRequest(request: string): readonly [string, string, string] {
  const first = request.indexOf(' ');
  const last = request.lastIndexOf(' ');
  if (first === -1) return ['-', request, '-'];
  return first === last
    ? [request.slice(0, first), request.slice(first + 1), '-']
    : [request.slice(0, first), request.slice(first + 1, last), request.slice(last + 1)];
}

/** There are 34 fields. */
const MAX_FIELDS = 64;

/** An entry whose fields are AWS's own (`client:port`, `request_line`), by the names that our records have. */
function recordOf(entry: Obj): Record<string, string> {
  const record: Record<string, string> = {};
  for (const [written, value] of Object.entries(entry).slice(0, MAX_FIELDS)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const name = written.replaceAll(':', '_').toLowerCase();
    const text = String(value);
    if (written === 'client:port' || written === 'target:port') {
      const side = name.slice(0, 6);
      const [ip, port] = splitAddress(text);
      record[`${side}_ip`] = ip;
      record[`${side}_port`] = port;
    } else if (name === 'request' || name === 'request_line') {
      const [verb, url, proto] = splitRequest(text);
      record['request_verb'] = verb;
      record['request_url'] = url;
      record['request_proto'] = proto;
    } else if (name !== '__proto__') record[name] = text;
  }
  return record;
}

/** Load balancers' access logs that CloudWatch delivers as JSON, a field each as AWS names them. */
export const albEnvelopes: readonly Envelope[] = [
  {
    name: 'Application Load Balancer log entry',
    is: (v) =>
      textOf(v, 'time') !== undefined &&
      ((textOf(v, 'elb') !== undefined && Object.hasOwn(v, 'elb_status_code')) ||
        (textOf(v, 'client_ip') !== undefined &&
          textOf(v, 'tls_verify_status') !== undefined &&
          Object.hasOwn(v, 'listener_port'))),
    open: (v) => [{ value: recordOf(v), at: '', format: 'aws.alb' }],
  },
];
