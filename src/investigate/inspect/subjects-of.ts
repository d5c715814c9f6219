import { isAwsAccount } from '../../aws/arn.ts';
import type { Finding } from '../../contracts/finding.ts';
import { operationName } from '../operations.ts';
import { inOrder, isLongTermKey, userNameOfArn } from '../subjects.ts';

export interface InspectedUser {
  readonly account: string;
  readonly name: string;
  readonly partition: string;
  /** Made in the attack: all that it has is the attacker's. */
  readonly made: boolean;
  /** It acted: the attacker holds at least one of its credentials. */
  readonly acting: boolean;
  /** A finding names it whose sender may speak of its account: any other, a person's report too, is no ground to find more. */
  readonly vouched: boolean;
}

export interface InspectedInstance {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** Launched in the attack. */
  readonly made: boolean;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
/** IAM's own rule for user names; anything else never gets into a request. */
const USER_NAME = /^[\w+=,.@-]{1,64}$/;
const INSTANCE = /^i-[0-9a-f]{8,17}$/;
const ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):/;

/** Whether a finding may speak of a thing in an account: its sender is bound to that very account. */
export const speaksOf = (f: Finding, account: string): boolean =>
  !f.foreignAccount && (f.account === undefined || f.account === account);

/** IAM users that findings are about, those that the attack made first, then those that acted. */
export function usersOf(findings: readonly Finding[]): InspectedUser[] {
  const users = new Map<string, InspectedUser>();
  for (const f of inOrder(findings)) {
    const creates = operationName(f) === 'iam:CreateUser' && f.outcome === 'success';
    for (const e of f.entities) {
      const arn = ARN.exec(e.id);
      const name =
        userNameOfArn(e.id) ??
        (e.type === 'user' || (e.type === 'access_key' && isLongTermKey(e.id)) ? e.name : undefined);
      const account = arn?.[2] ?? e.account ?? f.account;
      if (name === undefined || account === undefined || !USER_NAME.test(name) || !isAwsAccount(account)) continue;
      const key = `${account}/${name}`;
      const known = users.get(key);
      const vouched = speaksOf(f, account);
      const isMade = vouched && creates && e.role === 'target' && (e.type === 'user' || e.type === 'principal');
      users.set(key, {
        account,
        name,
        partition: arn?.[1] ?? known?.partition ?? 'aws',
        made: known?.made === true || isMade,
        acting: known?.acting === true || e.role === 'actor',
        vouched: known?.vouched === true || vouched,
      });
    }
  }
  const rank = (u: InspectedUser) => (u.made ? 2 : 0) + (u.acting ? 1 : 0);
  return [...users.values()].toSorted((a, b) => rank(b) - rank(a));
}

/** EC2 instances that findings are about. */
export function instancesOf(findings: readonly Finding[]): InspectedInstance[] {
  const instances = new Map<string, InspectedInstance>();
  for (const f of inOrder(findings)) {
    const launches = operationName(f) === 'ec2:RunInstances' && f.outcome === 'success';
    for (const e of f.entities) {
      if (e.type !== 'instance') continue;
      const id = e.id.split('/').at(-1)!;
      const account = e.account ?? f.account;
      const region = e.region ?? f.region;
      if (!INSTANCE.test(id) || account === undefined || !isAwsAccount(account)) continue;
      if (region === undefined || !REGION.test(region)) continue;
      const key = `${account}/${region}/${id}`;
      const isMade = launches && e.role === 'target' && speaksOf(f, account);
      const made = instances.get(key)?.made === true || isMade;
      instances.set(key, { account, region, id, made });
    }
  }
  return [...instances.values()];
}

/** Accounts of AWS that findings name, in order of first appearance; projects and subscriptions of other vendors are not ours to read. */
export const accountsOf = (findings: readonly Finding[]): string[] =>
  [
    ...new Set([
      ...inOrder(findings).flatMap((f) => (f.account === undefined ? [] : [f.account])),
      ...usersOf(findings).map((u) => u.account),
      ...instancesOf(findings).map((i) => i.account),
    ]),
  ].filter(isAwsAccount);
