import { PolicyChanged, PutPolicies } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { ifVersion } from '../../http/if-version.ts';

export const putPolicies = route({
  method: 'put',
  path: '/policies',
  tag: 'Policies',
  summary: 'A whole new version of the policies, in force at once; refused with the place where Cedar finds fault',
  description: 'With `ifVersion` or `If-Match: "<version>"`: refused (409) if another version is in force.',
  access: 'admin',
  body: PutPolicies,
  answer: PolicyChanged,
  handle: async ({ c, deps, principal, body }) =>
    unwrap(
      await deps.admin.putPolicies({ v: 1, caller: principal, body: { ...body, ...ifVersion(c, body.ifVersion) } }),
    ),
});
