import { PoliciesView } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const getPolicies = route({
  method: 'get',
  path: '/policies',
  tag: 'Policies',
  summary: 'The policies in force: Cedar text by policy id, and what each asks besides',
  access: 'viewer',
  answer: PoliciesView,
  handle: async ({ deps, principal }) => unwrap(await deps.admin.listPolicies({ v: 1, caller: principal })),
});
