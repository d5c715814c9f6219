import { getAction } from '../../../storage/main/read/actions.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { RemediationView } from '../../views.ts';

export const getRemediation = route({
  method: 'get',
  path: '/remediations/{id}',
  tag: 'Remediations',
  summary: 'One action',
  access: 'viewer',
  params: IdParam('id'),
  answer: RemediationView,
  handle: async ({ deps, principal, params }) =>
    (await getAction(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such action in this organisation.'),
});
