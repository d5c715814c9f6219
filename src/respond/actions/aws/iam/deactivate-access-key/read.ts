import type { AwsAnswer, AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { list, tagsOf, text } from '../../../../answer.ts';
import { decodeDocument, iam } from '../documents.ts';
import { parseDenyPolicy, policyNameOf } from './policy.ts';

export interface KeyParams {
  userName: string;
  accessKeyId: string;
}

/** Pseudo-ARN of an access key: AWS has none, so the user's with the key's id after it. */
export const keyArn = (place: Place, userName: string, accessKeyId: string): string =>
  `arn:${place.partition}:iam::${place.account}:user/${userName}/access-key/${accessKeyId}`;

const GONE: Snapshot = { exists: false, tags: {}, dependents: [], state: { key: 'none', policy: null } };

/** Pages of keys that are read at most: a user may have two keys, a page holds a hundred. */
const PAGES_MOST = 5;

async function keysOf(read: AwsRead, place: Place, userName: string): Promise<Result<Json[], AwsError>> {
  const keys: Json[] = [];
  let marker = '';
  for (let page = 0; page < PAGES_MOST; page++) {
    const answer: AwsAnswer = await read(
      iam('ListAccessKeys', place, { UserName: userName, ...(marker === '' ? {} : { Marker: marker }) }),
    );
    if (!answer.ok) return answer;
    keys.push(...list(answer.value, 'AccessKeyMetadata'));
    marker = text(answer.value, 'IsTruncated') === 'true' ? text(answer.value, 'Marker') : '';
    if (marker === '') break;
  }
  return ok(keys);
}

/**
 * Reads the user, the key's status and the policy named after the key. A missing user or key is an answer, not an error.
 * State: `{key: Active|Inactive|none, userArn, policy: null | text, cut: null | ISO time}`.
 */
export async function readKey(read: AwsRead, params: KeyParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const [user, keys, policy] = await Promise.all([
    read(iam('GetUser', place, { UserName: params.userName })),
    keysOf(read, place, params.userName),
    read(iam('GetUserPolicy', place, { UserName: params.userName, PolicyName: policyNameOf(params.accessKeyId) })),
  ]);
  for (const answer of [user, keys]) if (!answer.ok && answer.error.kind !== 'not_found') return err(answer.error);
  if (!user.ok || !keys.ok) return ok(GONE);
  if (!policy.ok && policy.error.kind !== 'not_found') return err(policy.error);
  const key = keys.value.find((k) => text(k, 'AccessKeyId') === params.accessKeyId);
  if (key === undefined) return ok(GONE);
  const document = policy.ok ? decodeDocument(text(policy.value, 'PolicyDocument')) : null;
  const state: JsonObject = {
    key: text(key, 'Status'),
    userArn: text(user.value['User'], 'Arn'),
    policy: document,
    cut: document === null ? null : (parseDenyPolicy(document) ?? null),
  };
  return ok({
    exists: true,
    tags: tagsOf(user.value['User'], 'Tags'),
    // Sessions made with these are cut off too where they are older than the cut: IAM cannot tell them by key.
    dependents: keys.value
      .filter((k) => text(k, 'AccessKeyId') !== params.accessKeyId && text(k, 'Status') === 'Active')
      .map((k) => keyArn(place, params.userName, text(k, 'AccessKeyId')))
      .sort(),
    state,
  });
}
