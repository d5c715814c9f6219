import type { Entity } from '../../../contracts/entity.ts';
import { Entities } from '../../aws-resource.ts';
import { isAddress, list, own, text } from '../../read.ts';

const IDENTITY = 3;
const AUTHENTICATION = 3002;

const addressOf = (endpoint: unknown): string | undefined => {
  const ip = text(endpoint, 'ip');
  return ip !== undefined && isAddress(ip) ? ip : undefined;
};

/** A user by whatever names it for good: an ARN, an id, an address of mail, a name. */
function user(to: Entities, from: unknown, role: Entity['role'], issuer?: string): void {
  const id = text(from, 'uid') ?? text(from, 'email_addr') ?? text(from, 'name');
  const name = text(from, 'name') ?? text(from, 'email_addr');
  if (issuer?.startsWith('arn:aws') === true) {
    // A role's session: what stays the same is the role that issued it.
    to.add({ type: 'principal', id: issuer, name: issuer.slice(issuer.lastIndexOf('/') + 1) }, role);
  } else if (id?.startsWith('arn:aws') === true) to.aws(id, role);
  else if (id !== undefined) to.add({ type: 'principal', id, ...(name === undefined ? {} : { name }) }, role);
  const key = text(from, 'credential_uid');
  if (key !== undefined && /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/.test(key)) to.aws(key, role);
}

function resource(to: Entities, from: unknown): void {
  // Security Hub has the ARN beside an id or a URL that other formats do not know the resource by.
  const other = text(from, 'uid_alt');
  const id = other?.startsWith('arn:') === true ? other : (text(from, 'uid') ?? text(from, 'name'));
  const type = text(from, 'type');
  if (id === undefined) return;
  // Security Hub's OCSF names a key with what it is before it.
  to.aws(/^AWS::IAM::AccessKey:(.+)$/.exec(id)?.[1] ?? id, 'target', type);
  const owner = own(from, 'owner');
  if (type?.toLowerCase().includes('accesskey') === true) user(to, owner, 'actor');
}

/** Whoever acts, what is acted upon, and the addresses between which it happens. */
export function entitiesOf(record: Record<string, unknown>, classUid: number): Entity[] {
  const to = new Entities(text(record, 'cloud', 'account', 'uid'), text(record, 'cloud', 'region'));
  const actor = own(record, 'actor');
  user(to, own(actor, 'user'), 'actor', text(actor, 'session', 'issuer'));
  if (Math.floor(classUid / 1_000) === IDENTITY)
    user(to, own(record, 'user'), classUid === AUTHENTICATION ? 'actor' : 'target');
  const source = addressOf(own(record, 'src_endpoint'));
  if (source !== undefined) to.add({ type: 'ip', id: source }, 'source');
  const destination = addressOf(own(record, 'dst_endpoint'));
  if (destination !== undefined) to.add({ type: 'ip', id: destination }, 'related');
  const device = own(record, 'device');
  const host = text(device, 'instance_uid') ?? text(device, 'uid') ?? text(device, 'hostname');
  if (host !== undefined) to.aws(host, 'target');
  for (const one of [own(record, 'resource'), ...list(record, 'resources').slice(0, 24)]) resource(to, one);
  const queried = text(record, 'query', 'hostname');
  if (queried !== undefined) to.add({ type: 'domain', id: queried.toLowerCase() }, 'related');
  for (const evidence of list(record, 'evidences').slice(0, 10)) {
    user(to, own(own(evidence, 'actor'), 'user'), 'actor', text(evidence, 'actor', 'session', 'issuer'));
    const from = addressOf(own(evidence, 'src_endpoint'));
    if (from !== undefined) to.add({ type: 'ip', id: from }, 'source');
  }
  return to.found;
}
