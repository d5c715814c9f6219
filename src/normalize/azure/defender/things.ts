import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import { isFields, list, own, text } from '../../read.ts';
import { podPath } from '../../kubernetes/audit/names.ts';
import { addressOf, Entities, guid, resourceId, userName, userOf } from '../people.ts';
import { either, eitherText, type Alert } from './read-alert.ts';

/** Hosts in a name or a URL: letters, digits, hyphens and dots with a dot among them. */
const HOST = /^(?=.{4,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/i;
const domainOf = (value: string | undefined): string | undefined =>
  value !== undefined && HOST.test(value) && addressOf(value) === undefined ? value.toLowerCase() : undefined;
function hostOf(url: string | undefined): string | undefined {
  return domainOf(/^[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^/?#@]{0,256}@)?([^/?#:]{1,253})/i.exec(url ?? '')?.[1]);
}
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const hashOf = (value: string | undefined): string | undefined =>
  value !== undefined && HASH.test(value) ? value.toLowerCase() : undefined;

/** Roles of evidence that say who did it. */
const isAttacker = (thing: unknown): boolean =>
  list(thing, 'roles').some((r) => r === 'attacker' || r === 'source' || r === 'created');

/** Entities by the `$id` by which others point to them (`{$ref}`). */
type Known = ReadonlyMap<string, unknown>;
const knownOf = (things: readonly unknown[]): Known =>
  new Map(things.flatMap((thing) => (text(thing, '$id') === undefined ? [] : [[text(thing, '$id')!, thing] as const])));
const resolved = (known: Known, thing: unknown): unknown => known.get(text(thing, '$ref') ?? '') ?? thing;

function addFile(to: Entities, file: unknown): void {
  const hashes = either(file, 'fileHashes');
  for (const hash of Array.isArray(hashes) ? (hashes as unknown[]).slice(0, 4) : [])
    to.add('hash', hashOf(eitherText(hash, 'value')), 'related', eitherText(file, 'name'));
}

/** An entity of Defender for Cloud, by its `Type`: https://learn.microsoft.com/en-us/azure/sentinel/entities-reference */
function addCloud(to: Entities, thing: unknown, known: Known): void {
  switch (eitherText(thing, 'type')?.toLowerCase()) {
    case 'ip':
      return to.address(addressOf(eitherText(thing, 'address')));
    case 'account': {
      const suffix = eitherText(thing, 'uPNSuffix') ?? eitherText(thing, 'UPNSuffix') ?? eitherText(thing, 'upnSuffix');
      const name = eitherText(thing, 'name');
      const whole = suffix === undefined ? name : `${name ?? ''}@${suffix}`;
      return to.person(
        {
          type: 'User',
          object: guid(eitherText(thing, 'aadUserId')),
          name: userName(whole),
          app: undefined,
          display: name,
        },
        'actor',
      );
    }
    case 'azure-resource':
      return to.add('resource', resourceId(eitherText(thing, 'resourceId')), 'target');
    case 'host':
      return to.add('resource', resourceId(eitherText(thing, 'azureID')), 'target', eitherText(thing, 'hostName'));
    case 'dns':
      return to.add('domain', domainOf(eitherText(thing, 'domainName')), 'related');
    case 'url':
      return to.add('domain', hostOf(eitherText(thing, 'url')), 'related');
    case 'file':
      return addFile(to, thing);
    case 'process':
      return addFile(to, resolved(known, either(thing, 'imageFile')));
    case 'k8s-pod': {
      const name = eitherText(thing, 'name');
      const namespace = eitherText(resolved(known, either(thing, 'namespace')), 'name');
      return to.add('resource', name === undefined ? undefined : podPath(namespace, name), 'target', name);
    }
    case 'filehash':
      return to.add('hash', hashOf(eitherText(thing, 'value')), 'related');
    default:
  }
}

/** Evidence of Defender XDR, by its `@odata.type`: https://learn.microsoft.com/en-us/graph/api/resources/security-alertevidence */
function addEvidence(to: Entities, thing: unknown, kind: string): void {
  switch (kind) {
    case 'ipEvidence':
      return to.address(addressOf(text(thing, 'ipAddress')));
    case 'userEvidence':
    case 'mailboxEvidence': {
      const user = userOf(own(thing, 'userAccount'), 'azureAdUserId');
      return to.person(user, isAttacker(thing) || kind === 'userEvidence' ? 'actor' : 'target');
    }
    case 'azureResourceEvidence':
      return to.add('resource', resourceId(text(thing, 'resourceId')), 'target', text(thing, 'resourceName'));
    case 'deviceEvidence':
      return to.add(
        'resource',
        guid(text(thing, 'azureAdDeviceId')) ?? text(thing, 'mdeDeviceId'),
        'target',
        text(thing, 'deviceDnsName'),
      );
    case 'oauthApplicationEvidence':
    case 'servicePrincipalEvidence':
      to.add('principal', guid(text(thing, 'objectId')), 'actor', text(thing, 'displayName'));
      return to.add('principal', guid(text(thing, 'appId')), 'actor', text(thing, 'displayName'));
    case 'dnsEvidence':
      return to.add('domain', domainOf(text(thing, 'domainName')), 'related');
    case 'urlEvidence':
      return to.add('domain', hostOf(text(thing, 'url')), 'related');
    case 'fileEvidence':
      return to.add(
        'hash',
        hashOf(text(thing, 'fileDetails', 'sha256')),
        'related',
        text(thing, 'fileDetails', 'fileName'),
      );
    case 'processEvidence':
      return to.add(
        'hash',
        hashOf(text(thing, 'imageFile', 'sha256')),
        'related',
        text(thing, 'imageFile', 'fileName'),
      );
    default:
  }
}

const ODATA = '#microsoft.graph.security.';

/** Who and what an alert is about. */
export function entitiesOf(alert: Alert): Entity[] {
  const to = new Entities(alert.subscription ?? alert.tenant);
  for (const resource of alert.resources)
    to.add('resource', resource, 'target', resource.slice(resource.lastIndexOf('/') + 1));
  const known = knownOf(alert.things);
  for (const thing of alert.things) {
    if (!isFields(thing)) continue;
    const kind = text(thing, '@odata.type');
    if (kind?.startsWith(ODATA) === true) addEvidence(to, thing, kind.slice(ODATA.length));
    else addCloud(to, thing, known);
  }
  return to.found;
}

/** Addresses, names, links and hashes that an alert names. */
export function observablesOf(alert: Alert): (readonly [Observable['type'], string])[] {
  const found: (readonly [Observable['type'], string])[] = [];
  for (const e of entitiesOf(alert))
    if (e.type === 'ip' || e.type === 'domain' || e.type === 'hash') found.push([e.type, e.id]);
  for (const thing of alert.things) {
    const url = either(thing, 'url');
    if (typeof url === 'string' && /^https?:\/\//i.test(url) && url.length <= 2_000) found.push(['url', url]);
  }
  return found;
}
