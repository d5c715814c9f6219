import { CreatePolicy, PolicyChanged } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { ifVersion } from '../../http/if-version.ts';

export const createPolicy = route({
  method: 'post',
  path: '/policies',
  tag: 'Policies',
  summary: 'Add a policy: a new version of the set, in force at once',
  access: 'admin',
  body: CreatePolicy,
  status: 201,
  answer: PolicyChanged,
  handle: async ({ c, deps, principal, body }) =>
    unwrap(
      await deps.admin.createPolicy({ v: 1, caller: principal, body: { ...body, ...ifVersion(c, body.ifVersion) } }),
    ),
});
