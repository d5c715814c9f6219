import { PolicyVersionWhole } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { PolicyVersionParam } from '../../schemas.ts';

export const getPolicyVersion = route({
  method: 'get',
  path: '/policies/versions/{id}',
  tag: 'Policies',
  summary: 'All policies of a version; put them again to go back to it',
  access: 'viewer',
  params: PolicyVersionParam,
  answer: PolicyVersionWhole,
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.admin.policyVersion({ v: 1, caller: principal, version: params.id })),
});
