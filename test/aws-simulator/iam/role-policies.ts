import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { Role } from '../model.ts';
import { parsePolicy } from '../policy/document.ts';
import { accountOf, paged, percentEncoded, roleResource, tagsIn, tagsOut } from './shared.ts';
import { checkTrust } from './trust.ts';
import { roleNamed } from './roles.ts';
import { managedNamed, policyNamed } from './user-policies.ts';

const noPolicy = (name: string): ApiError =>
  new ApiError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; white space is not counted */
const INLINE_MOST_CHARS = 10_240;

/** The role that is named, authorized before it is said whether there is one. */
function named(call: Call, keys: Record<string, readonly string[]> = {}): Role {
  const name = call.params.need('RoleName');
  authorize(call, [{ ...roleResource(call, name), keys }]);
  return roleNamed(call, name);
}

const put = (call: Call, role: Role): void => call.store.put('role', accountOf(call), role.name, role);

export const rolePolicies: Handlers = {
  UpdateAssumeRolePolicy: (call) => {
    const name = call.params.need('RoleName');
    authorize(call, [roleResource(call, name)]);
    const document = call.params.need('PolicyDocument');
    const role = roleNamed(call, name);
    checkTrust(call.store, document);
    put(call, { ...role, trust: document });
    return undefined;
  },
  PutRolePolicy: (call) => {
    const role = named(call);
    const document = call.params.need('PolicyDocument');
    parsePolicy(document);
    const inline = { ...role.inline, [policyNamed(call)]: document };
    if (Object.values(inline).join('').replaceAll(/\s/g, '').length > INLINE_MOST_CHARS)
      throw new ApiError(
        'LimitExceeded',
        `Maximum policy size of ${INLINE_MOST_CHARS} bytes exceeded for role ${role.name}`,
        409,
      );
    put(call, { ...role, inline });
    return undefined;
  },
  GetRolePolicy: (call) => {
    const role = named(call);
    const policy = policyNamed(call);
    if (!Object.hasOwn(role.inline, policy)) throw noPolicy(policy);
    return { RoleName: role.name, PolicyName: policy, PolicyDocument: percentEncoded(role.inline[policy]!) };
  },
  ListRolePolicies: (call) => paged(call, 'PolicyNames', Object.keys(named(call).inline)),
  DeleteRolePolicy: (call) => {
    const role = named(call);
    const policy = policyNamed(call);
    if (!Object.hasOwn(role.inline, policy)) throw noPolicy(policy);
    put(call, { ...role, inline: Object.fromEntries(Object.entries(role.inline).filter(([n]) => n !== policy)) });
    return undefined;
  },
  AttachRolePolicy: (call) => {
    const arn = call.params.need('PolicyArn');
    const role = named(call, { 'iam:policyarn': [arn] });
    managedNamed(call, arn);
    put(call, { ...role, attached: [...new Set([...role.attached, arn])] });
    return undefined;
  },
  DetachRolePolicy: (call) => {
    const arn = call.params.need('PolicyArn');
    const role = named(call, { 'iam:policyarn': [arn] });
    if (!role.attached.includes(arn)) throw new ApiError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
    put(call, { ...role, attached: role.attached.filter((a) => a !== arn) });
    return undefined;
  },
  ListAttachedRolePolicies: (call) =>
    paged(
      call,
      'AttachedPolicies',
      named(call).attached.map((arn) => ({ PolicyName: arn.split('/').at(-1)!, PolicyArn: arn })),
    ),
  ListRoleTags: (call) => paged(call, 'Tags', tagsOut(named(call).tags) as readonly { Key: string; Value: string }[]),
  TagRole: (call) => {
    const name = call.params.need('RoleName');
    const tags = tagsIn(call.params);
    authorize(call, [roleResource(call, name)], { requestTags: tags });
    const role = roleNamed(call, name);
    put(call, { ...role, tags: { ...role.tags, ...tags } });
    return undefined;
  },
};
