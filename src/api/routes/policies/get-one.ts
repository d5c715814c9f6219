import { OnePolicy } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { PolicyIdParam } from '../../schemas.ts';

export const getPolicy = route({
  method: 'get',
  path: '/policies/{id}',
  tag: 'Policies',
  summary: 'One policy in force, who gave it this text, and in which version',
  access: 'viewer',
  params: PolicyIdParam,
  answer: OnePolicy,
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.admin.policy({ v: 1, caller: principal, id: params.id })),
});
