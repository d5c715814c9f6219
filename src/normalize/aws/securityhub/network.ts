import type { Observable } from '../../../contracts/delivery.ts';
import { Entities } from '../../aws-resource.ts';
import { at, isAddress, isFields, list, text } from '../../read.ts';

const PROBES = 5;
const INDICATORS = 10;
/** GuardDuty's own words, flat: `aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4` */
const REMOTE = /\/remoteIpDetails\/ipAddressV[46]$/;
const FIELDS = 100;
const HASHES: ReadonlySet<string> = new Set(['HASH_MD5', 'HASH_SHA1', 'HASH_SHA256']);

/**
 * From where it was done, and to whom a resource spoke: the finding's action
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/asff-top-level-attributes.html#asff-action), its `Network`, and what
 * it says of known threats. Local addresses are the resource's own.
 */
export function networkEntities(to: Entities, record: Record<string, unknown>): void {
  const ip = (value: string | undefined, role: 'source' | 'related'): void => {
    if (value !== undefined && isAddress(value)) to.add({ type: 'ip', id: value }, role);
  };
  const domain = (value: string | undefined): void => {
    if (value !== undefined) to.add({ type: 'domain', id: value.toLowerCase() }, 'related');
  };
  const action = at(record, 'Action');
  for (const part of ['NetworkConnectionAction', 'AwsApiCallAction'])
    ip(text(action, part, 'RemoteIpDetails', 'IpAddressV4'), 'source');
  for (const probe of list(action, 'PortProbeAction', 'PortProbeDetails').slice(0, PROBES))
    ip(text(probe, 'RemoteIpDetails', 'IpAddressV4'), 'source');
  domain(text(action, 'DnsRequestAction', 'Domain'));
  const fields = at(record, 'ProductFields');
  for (const name of isFields(fields) ? Object.keys(fields).slice(0, FIELDS) : [])
    if (REMOTE.test(name)) ip(text(fields, name), 'source');
  const network = at(record, 'Network');
  const outward = text(network, 'Direction') === 'OUT';
  const far = outward ? 'Destination' : 'Source';
  for (const version of ['IpV4', 'IpV6']) ip(text(network, `${far}${version}`), outward ? 'related' : 'source');
  domain(text(network, `${far}Domain`));
  for (const indicator of list(record, 'ThreatIntelIndicators').slice(0, INDICATORS)) {
    const type = text(indicator, 'Type') ?? '';
    const value = text(indicator, 'Value');
    if (type === 'IPV4_ADDRESS' || type === 'IPV6_ADDRESS') ip(value, 'related');
    else if (type === 'DOMAIN') domain(value);
    else if (HASHES.has(type) && value !== undefined) to.add({ type: 'hash', id: value.toLowerCase() }, 'related');
  }
}

/** The same, to be matched against indicators. */
export function observables(record: Record<string, unknown>): [Observable['type'], string][] {
  const to = new Entities(undefined, undefined);
  networkEntities(to, record);
  return to.found.map((e) => [e.type as Observable['type'], e.id]);
}
