import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import { parsePolicy } from '../policy/document.ts';
import { awsManaged } from '../policy/managed.ts';
import { accountOf, paged, percentEncoded, putUser, userNamed, userNameOf, userResource } from './shared.ts';

/** All inline policies of a user together, white space not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const INLINE_MOST_CHARS = 2048;
const ATTACHED_MOST = 10;

const sizeOf = (documents: readonly string[]): number =>
  documents.reduce((n, d) => n + d.replaceAll(/\s/g, '').length, 0);

export function policyNamed(call: Call): string {
  const name = call.params.need('PolicyName');
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw new ApiError('ValidationError', 'Invalid policyName');
  return name;
}

const noPolicy = (name: string): ApiError =>
  new ApiError('NoSuchEntity', `The user policy with name ${name} cannot be found.`, 404);

/** What is known of a managed policy, or NoSuchEntity. */
export function managedNamed(call: Call, arn: string): { name: string } {
  const found = call.store.get('policy', accountOf(call), arn) ?? awsManaged(arn);
  if (!found) throw new ApiError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
  return found;
}

export const userPolicies: Handlers = {
  PutUserPolicy: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    const policy = policyNamed(call);
    const document = call.params.need('PolicyDocument');
    const user = userNamed(call, name);
    parsePolicy(document);
    const inline = { ...user.inline, [policy]: document };
    if (sizeOf(Object.values(inline)) > INLINE_MOST_CHARS)
      throw new ApiError(
        'LimitExceeded',
        `Maximum policy size of ${INLINE_MOST_CHARS} bytes exceeded for user ${name}`,
        409,
      );
    putUser(call, { ...user, inline });
    return undefined;
  },
  GetUserPolicy: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    const policy = policyNamed(call);
    const user = userNamed(call, name);
    if (!Object.hasOwn(user.inline, policy)) throw noPolicy(policy);
    return { UserName: name, PolicyName: policy, PolicyDocument: percentEncoded(user.inline[policy]!) };
  },
  DeleteUserPolicy: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    const policy = policyNamed(call);
    const user = userNamed(call, name);
    if (!Object.hasOwn(user.inline, policy)) throw noPolicy(policy);
    putUser(call, { ...user, inline: Object.fromEntries(Object.entries(user.inline).filter(([n]) => n !== policy)) });
    return undefined;
  },
  ListUserPolicies: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    return paged(call, 'PolicyNames', Object.keys(userNamed(call, name).inline));
  },
  ListAttachedUserPolicies: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    const attached = userNamed(call, name).attached.map((arn) => ({
      PolicyName: arn.split('/').at(-1)!,
      PolicyArn: arn,
    }));
    return paged(call, 'AttachedPolicies', attached);
  },
  AttachUserPolicy: (call) => {
    const name = userNameOf(call);
    const arn = call.params.need('PolicyArn');
    authorize(call, [{ ...userResource(call, name), keys: { 'iam:policyarn': [arn] } }]);
    const user = userNamed(call, name);
    managedNamed(call, arn);
    if (user.attached.includes(arn)) return undefined;
    if (user.attached.length >= ATTACHED_MOST)
      throw new ApiError('LimitExceeded', `Cannot exceed quota for PoliciesPerUser: ${ATTACHED_MOST}`, 409);
    putUser(call, { ...user, attached: [...user.attached, arn] });
    return undefined;
  },
  DetachUserPolicy: (call) => {
    const name = userNameOf(call);
    const arn = call.params.need('PolicyArn');
    authorize(call, [{ ...userResource(call, name), keys: { 'iam:policyarn': [arn] } }]);
    const user = userNamed(call, name);
    if (!user.attached.includes(arn)) throw new ApiError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
    putUser(call, { ...user, attached: user.attached.filter((a) => a !== arn) });
    return undefined;
  },
};
