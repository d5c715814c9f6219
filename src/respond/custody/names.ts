import type { ActionSpec } from '../../contracts/custody.ts';
import { digestOf } from '../../kit/crypto.ts';

/**
 * Name of the custody Durable Object of one lock: `<org>:<account>:<region>:<ARN>`. The region is the ARN's own, `global`
 * where it has none (IAM): two incidents that name different regions must meet at the same object.
 */
export function custodianName(org: string, account: string, lock: string): string {
  const region = lock.split(':')[3];
  return `${org}:${account}:${region === undefined || region === '' ? 'global' : region}:${lock}`;
}

export const custodianOf = (org: string, spec: ActionSpec): string => custodianName(org, spec.account, spec.target);

/** What is done to what. Operations with the same change share one custody; the region does not tell IAM changes apart. */
export const changeOf = (spec: ActionSpec): string =>
  digestOf({ action: spec.action, account: spec.account, params: spec.params, target: spec.target, locks: spec.locks });

/** Name of the custody of another lock in the same organisation and account. */
export function lockNameBeside(custodian: string, lock: string): string {
  const [org = '', account = ''] = custodian.split(':');
  return custodianName(org, account, lock);
}
