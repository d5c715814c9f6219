import { ApiError, noSuchEntity } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { Role } from '../model.ts';
import { accountOf, paged, percentEncoded, principalOut, roleResource, tagsIn, tagsOut } from './shared.ts';
import { checkTrust } from './trust.ts';

const SESSION_DEFAULT_SECONDS = 3600;

export function roleNamed(call: Call, name: string): Role {
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
    checkTrust(call.store, trust);
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
  ListRoles: (call) => {
    authorize(call, [{ arn: `arn:aws:iam::${accountOf(call)}:role/` }]);
    const prefix = call.params.text('PathPrefix') ?? '/';
    const found = call.store.list('role', accountOf(call)).filter((r) => r.path.startsWith(prefix));
    // Tags are left out of lists.
    return paged(
      call,
      'Roles',
      found.map((r) => roleOut({ ...r, tags: {} }).Role),
    );
  },
};
