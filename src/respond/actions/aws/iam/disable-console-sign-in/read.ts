import type { AwsError } from '../../../../../aws/types.ts';
import type { JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, ifTold, list, tagsOf, text } from '../../../../answer.ts';
import { decodeDocument, iam } from '../documents.ts';
import { POLICY_NAME } from './policy.ts';

export interface SignInParams {
  userName: string;
}

export interface SignInState {
  /** With the user's path */
  readonly userArn: string;
  /** The policy of our name, or null */
  readonly policy: string | null;
  /** Whether the user has a password; null: not known */
  readonly password: boolean | null;
  readonly activeKeys: readonly string[];
}

export const stateOf = (snapshot: Snapshot): SignInState => snapshot.state as unknown as SignInState;

export const userArn = (p: SignInParams, place: Place): string =>
  `arn:${place.partition}:iam::${place.account}:user/${p.userName}`;

/** A user's ARN has the user's path in it, which the parameters do not know: both forms. */
export const userArns = (p: SignInParams, place: Place): string[] => [
  userArn(p, place),
  `arn:${place.partition}:iam::${place.account}:user/*/${p.userName}`,
];

/** Reads the user, whether there is a password, the policy of our name, and the keys. A missing user is an answer. */
export async function readUser(read: AwsRead, p: SignInParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const named = { UserName: p.userName };
  const [user, policy, signIn, listed] = await Promise.all([
    read(iam('GetUser', place, named)),
    read(iam('GetUserPolicy', place, { ...named, PolicyName: POLICY_NAME })),
    read(iam('GetLoginProfile', place, named)),
    read(iam('ListAccessKeys', place, named)),
  ]);
  if (!user.ok && user.error.kind === 'not_found') return ok({ exists: false, tags: {}, dependents: [], state: {} });
  if (!user.ok) return user;
  if (!policy.ok && policy.error.kind !== 'not_found') return err(policy.error);
  const profile = ifTold(signIn);
  if (!profile.ok) return profile;
  const keys = ifTold(listed);
  if (!keys.ok) return keys;
  const activeKeys = list(keys.value ?? {}, 'AccessKeyMetadata')
    .filter((k) => text(k, 'Status') === 'Active')
    .map((k) => text(k, 'AccessKeyId'))
    .sort();
  const state: SignInState = {
    userArn: text(field(user.value, 'User'), 'Arn'),
    policy: policy.ok ? decodeDocument(text(policy.value, 'PolicyDocument')) : null,
    password: signIn.ok ? true : signIn.error.kind === 'not_found' ? false : null,
    activeKeys,
  };
  return ok({
    exists: true,
    tags: tagsOf(field(user.value, 'User'), 'Tags'),
    // They themselves go on working, but not the sessions that are made with them.
    dependents: activeKeys.map((k) => `${userArn(p, place)}/access-key/${k}`),
    state: state as unknown as JsonObject,
  });
}
