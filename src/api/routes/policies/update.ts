import { PolicyChanged, UpdatePolicy } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { ifVersion } from '../../http/if-version.ts';
import { PolicyIdParam } from '../../schemas.ts';

export const updatePolicy = route({
  method: 'put',
  path: '/policies/{id}',
  tag: 'Policies',
  summary: 'Give a policy another text: a new version of the set, in force at once',
  access: 'admin',
  params: PolicyIdParam,
  body: UpdatePolicy,
  answer: PolicyChanged,
  handle: async ({ c, deps, principal, params, body }) =>
    unwrap(
      await deps.admin.updatePolicy({
        v: 1,
        caller: principal,
        id: params.id,
        body: { ...body, ...ifVersion(c, body.ifVersion) },
      }),
    ),
});
