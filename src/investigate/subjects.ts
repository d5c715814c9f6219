import type { Entity } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';
import { clean } from './text.ts';

const NAME_MAX = 64;

/** The short name of an entity: what it is called, else the end of its ARN, else its id. Clean, at most 64 characters. */
export function nameOf(e: Pick<Entity, 'id' | 'name' | 'type'>): string {
  if (e.name !== undefined && clean(e.name, NAME_MAX) !== '') return clean(e.name, NAME_MAX);
  const tail = e.id.startsWith('arn:') ? (e.id.split(/[/:]/).at(-1) ?? e.id) : e.id;
  return clean(tail || e.id, NAME_MAX);
}

/** Long-term keys begin with AKIA, temporary ones with ASIA: docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const isLongTermKey = (id: string): boolean => /^AKIA[A-Z0-9]{8,}$/.test(id);

const PRINCIPALS: readonly Entity['type'][] = ['user', 'role', 'session', 'principal'];

export const isPrincipal = (e: Entity): boolean => PRINCIPALS.includes(e.type);

/** The user name in an IAM user's ARN (paths taken off), or undefined. */
export const userNameOfArn = (arn: string): string | undefined =>
  /^arn:[a-z0-9-]+:iam::\d{12}:user\/(?:[^:]*\/)?([\w+=,.@-]{1,64})$/.exec(arn)?.[1];

/** Findings in the order of what happened; the id decides between equal times, so that every run says the same. */
export const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** Whom one finding is about: the acting principal, else the acting key, else the first thing named. */
export function actorOf(f: Finding): Entity | undefined {
  const actors = f.entities.filter((e) => e.role === 'actor');
  return actors.find(isPrincipal) ?? actors.find((e) => e.type === 'access_key') ?? actors[0];
}

/** The access key that the attack runs on: the long-term one that acts first, else the first acting key. */
export function leadingKey(findings: readonly Finding[]): Entity | undefined {
  const keys = inOrder(findings).flatMap((f) =>
    f.entities.filter((e) => e.type === 'access_key' && e.role === 'actor'),
  );
  return keys.find((k) => isLongTermKey(k.id)) ?? keys[0];
}
