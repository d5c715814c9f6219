import type { Entity } from '../../../contracts/entity.ts';
import { Entities, principalArn } from '../../aws-resource.ts';
import { isAddress, list, number, own, text } from '../../read.ts';

const IDENTITY = 3;
const AUTHENTICATION = 3002;
/** https://schema.ocsf.io/1.5.0/objects/observable */
const OBSERVED_ADDRESS = 2;

const addressOf = (endpoint: unknown): string | undefined => {
  const ip = text(endpoint, 'ip');
  return ip !== undefined && isAddress(ip) ? ip : undefined;
};

/** What mappings write where they know nobody (Windows' own words among them); as a principal it would tie all of them together. */
const NOBODY = new Set(['-', 'null sid', 'n/a', 'none', 'null', 'unknown']);
function nameOf(from: unknown, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = text(from, name);
    if (value !== undefined && !NOBODY.has(value.toLowerCase())) return value;
  }
  return undefined;
}

/** The account, which some mappings give as the ARN of who acted in it. */
export function accountOf(record: Record<string, unknown>): string | undefined {
  const said = text(record, 'cloud', 'account', 'uid') ?? text(record, 'cloud', 'account_uid');
  return /^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/.exec(said ?? '')?.[1] ?? said;
}

/** The ARN of a user whom CloudTrail's kind, name and account make known. */
function arnOf(from: unknown): string | undefined {
  const account = text(from, 'account', 'uid');
  return account !== undefined && /^[0-9]{12}$/.test(account)
    ? principalArn(text(from, 'type') ?? '', text(from, 'name') ?? '', account)
    : undefined;
}

/** A user by whatever names it for good: an ARN, an id, an address of mail, a name. */
function user(to: Entities, from: unknown, role: Entity['role'], issuer?: string): void {
  const written = nameOf(from, 'uid', 'email_addr', 'name');
  // Security Lake's first events had an id of IAM's where later ones have the ARN.
  const id = written?.startsWith('arn:') === true ? written : (arnOf(from) ?? written);
  const name = nameOf(from, 'name', 'email_addr');
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
  if (isAddress(id)) return to.add({ type: 'ip', id }, 'target');
  // Security Hub's OCSF names a key with what it is before it.
  to.aws(/^AWS::IAM::AccessKey:(.+)$/.exec(id)?.[1] ?? id, 'target', type);
  const owner = own(from, 'owner');
  if (type?.toLowerCase().includes('accesskey') === true) user(to, owner, 'actor');
}

/** Whoever acts, what is acted upon, and the addresses between which it happens. */
export function entitiesOf(record: Record<string, unknown>, classUid: number): Entity[] {
  const to = new Entities(accountOf(record), text(record, 'cloud', 'region'));
  const actor = own(record, 'actor');
  user(to, own(actor, 'user'), 'actor', text(actor, 'session', 'issuer'));
  if (Math.floor(classUid / 1_000) === IDENTITY)
    user(to, own(record, 'user'), classUid === AUTHENTICATION ? 'actor' : 'target');
  const source = addressOf(own(record, 'src_endpoint'));
  if (source !== undefined) to.add({ type: 'ip', id: source }, 'source');
  const destination = addressOf(own(record, 'dst_endpoint'));
  if (destination !== undefined) to.add({ type: 'ip', id: destination }, 'related');
  const device = own(record, 'device');
  const host = text(device, 'instance_uid') ?? text(device, 'uid') ?? nameOf(device, 'hostname', 'name');
  if (host !== undefined) to.aws(host, 'target');
  for (const one of [own(record, 'resource'), ...list(record, 'resources').slice(0, 24)]) resource(to, one);
  const queried = text(record, 'query', 'hostname');
  if (queried !== undefined) to.add({ type: 'domain', id: queried.toLowerCase() }, 'related');
  for (const evidence of list(record, 'evidences').slice(0, 10)) {
    user(to, own(own(evidence, 'actor'), 'user'), 'actor', text(evidence, 'actor', 'session', 'issuer'));
    const from = addressOf(own(evidence, 'src_endpoint'));
    if (from !== undefined) to.add({ type: 'ip', id: from }, 'source');
  }
  // Findings of the older classes say whom they are about by observables alone.
  if (to.found.length === 0)
    for (const one of list(record, 'observables').slice(0, 24)) {
      const value = text(one, 'value');
      if (number(one, 'type_id') === OBSERVED_ADDRESS && value !== undefined && isAddress(value))
        to.add({ type: 'ip', id: value }, 'related');
    }
  return to.found;
}
