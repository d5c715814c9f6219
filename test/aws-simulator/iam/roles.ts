import { ApiError, noSuchEntity } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { Role } from '../model.ts';
import { parsePolicy } from '../policy/document.ts';
import { accountOf, percentEncoded, principalOut, roleResource, tagsIn, tagsOut } from './shared.ts';
import { managedNamed, policyNamed } from './user-policies.ts';

const SESSION_DEFAULT_SECONDS = 3600;

function roleNamed(call: Call, name: string): Role {
  const role = call.store.get('role', accountOf(call), name);
  if (!role) throw noSuchEntity('role', name);
  return role;
}

const roleOut = (role: Role) => ({
  Role: {
    ...principalOut(role, 'Role'),
    AssumeRolePolicyDocument: percentEncoded(role.trust),
    ...(role.description === '' ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
    ...(Object.keys(role.tags).length > 0 ? { Tags: tagsOut(role.tags) } : {}),
  },
});

export const roles: Handlers = {
  CreateRole: (call) => {
    const name = call.params.need('RoleName');
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw new ApiError('ValidationError', 'Invalid roleName');
    const path = call.params.text('Path') ?? '/';
    const tags = tagsIn(call.params);
    const arn = `arn:aws:iam::${accountOf(call)}:role${path}${name}`;
    authorize(call, [{ arn }], { requestTags: tags });
    const trust = call.params.need('AssumeRolePolicyDocument');
    parsePolicy(trust, 'trust');
    if (call.store.get('role', accountOf(call), name))
      throw new ApiError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
    const role: Role = {
      name,
      path,
      id: call.store.uniqueId('AROA'),
      arn,
      createDate: call.now,
      tags,
      inline: {},
      attached: [],
      trust,
      description: call.params.text('Description') ?? '',
      maxSessionSeconds: call.params.whole('MaxSessionDuration') ?? SESSION_DEFAULT_SECONDS,
    };
    call.store.put('role', accountOf(call), name, role);
    return roleOut(role);
  },
  GetRole: (call) => {
    const name = call.params.need('RoleName');
    authorize(call, [roleResource(call, name)]);
    return roleOut(roleNamed(call, name));
  },
  PutRolePolicy: (call) => {
    const name = call.params.need('RoleName');
    authorize(call, [roleResource(call, name)]);
    const document = call.params.need('PolicyDocument');
    const role = roleNamed(call, name);
    parsePolicy(document);
    call.store.put('role', accountOf(call), name, {
      ...role,
      inline: { ...role.inline, [policyNamed(call)]: document },
    });
    return undefined;
  },
  AttachRolePolicy: (call) => {
    const name = call.params.need('RoleName');
    const arn = call.params.need('PolicyArn');
    authorize(call, [{ ...roleResource(call, name), keys: { 'iam:policyarn': [arn] } }]);
    const role = roleNamed(call, name);
    managedNamed(call, arn);
    call.store.put('role', accountOf(call), name, { ...role, attached: [...new Set([...role.attached, arn])] });
    return undefined;
  },
};
