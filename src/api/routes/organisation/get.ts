import { OrganisationView } from '../../../contracts/sign-in.ts';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const getOrganisation = route({
  method: 'get',
  path: '/organisations/{id}',
  tag: 'Organisations',
  summary: 'One’s own organisation with its budgets',
  access: 'viewer',
  params: IdParam('id'),
  answer: OrganisationView.openapi('Organisation'),
  handle: async ({ deps, principal, params }) =>
    params.id === principal.org
      ? unwrap(await deps.directory.organisation({ v: 1, caller: principal }))
      : fail('not_found', 'There is no such organisation, or you do not belong to it.'),
});
