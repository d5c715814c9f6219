import { entityKey, type Entity, type EntityType } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';

/**
 * Entities that make two findings one attack. An account is everybody's; a resource may be an AWS-managed policy; addresses, domains,
 * hashes and user agents are shared by strangers: none of these links.
 */
const STRONG: ReadonlySet<EntityType> = new Set([
  'principal',
  'access_key',
  'session',
  'role',
  'user',
  'instance',
  'bucket',
  'trail',
  'security_group',
  'function',
]);
/** Who acts, from the most lasting name to the most fleeting. */
const ACTOR_TYPES: readonly EntityType[] = ['principal', 'user', 'role', 'session', 'access_key'];

/**
 * AWS acting by itself, or nobody in particular: a link through it would join everything. Service principals read `<service>.amazonaws.com`,
 * service-linked roles have the path `aws-service-role`; anonymous callers and failed sign-ins have placeholders
 * (CloudTrail user guide, "userIdentity element").
 */
const NOBODY =
  /(^|[.:/])amazonaws\.com(\.cn)?$|:role\/aws-service-role\/|:assumed-role\/AWSServiceRoleFor|^(aws internal|awsservice|aws-internal|anonymous|anonymous_principal|hidden_due_to_security_reasons|system:anonymous|system:unauthenticated|unknown|none|null|\*|-)$/i;

/** One role for everybody who signs in through IAM Identity Center: the session tells the people apart. */
const EVERYBODY = /:role\/(aws-reserved\/.*)?AWSReservedSSO_/;

const isSomebody = (e: Entity): boolean => !NOBODY.test(e.id) && !EVERYBODY.test(e.id);

/** A role is a principal when it acts and a role when it is assumed, a user likewise: by the ARN both are one. */
const IDENTITIES: ReadonlySet<EntityType> = new Set(['principal', 'role', 'user']);
const linkKey = (e: Entity): string => (IDENTITIES.has(e.type) ? `identity:${e.id}` : entityKey(e));

/** Evidence that its source may not speak for never mixes with evidence that is vouched for: forged events must not steer a real incident. */
const realm = (f: Finding): string => (f.foreignAccount ? 'foreign|' : '');

export interface LinkKeys {
  /** Link findings of any severity. */
  readonly strong: readonly string[];
  /** An address within an account: brings weak findings to an incident, never opens or joins one. */
  readonly weak: readonly string[];
  /** The acting principal, for counting distinct rules; undefined if nobody in particular acts. */
  readonly actor: string | undefined;
}

/** What a finding links by. One without a strong entity has one made of its rule and what it is about, so that a flood stays one incident. */
export function linkKeys(f: Finding): LinkKeys {
  const prefix = realm(f);
  const strong = new Set<string>();
  const weak = new Set<string>();
  for (const e of f.entities) {
    // A partner's account that several roles were made to trust does not make their changes one attack.
    if (e.of !== undefined) continue;
    if (STRONG.has(e.type) && isSomebody(e)) strong.add(prefix + linkKey(e));
    else if (e.type === 'ip' && f.account !== undefined) weak.add(`weak|${prefix}${e.id}@${f.account}`);
  }
  if (strong.size === 0) strong.add(prefix + fallbackKey(f));
  const actors = f.entities.filter((e) => e.role === 'actor' && isSomebody(e));
  const actor = ACTOR_TYPES.map((type) => actors.find((e) => e.type === type)).find((e) => e !== undefined);
  return { strong: [...strong], weak: [...weak], actor: actor && prefix + linkKey(actor) };
}

/** The type of a finding and the resource that it is about, else its account. */
function fallbackKey(f: Finding): string {
  const about =
    f.entities.find((e) => e.type === 'resource' && e.role === 'target') ??
    f.entities.find((e) => e.type === 'resource') ??
    f.entities.find((e) => e.type !== 'account' && e.type !== 'user_agent');
  return `rule:${f.rule.id}|${about ? entityKey(about) : `account:${f.account ?? ''}`}`;
}
