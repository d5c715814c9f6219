import { OrganisationPatch, OrganisationView } from '../../../contracts/sign-in.ts';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const updateOrganisation = route({
  method: 'patch',
  path: '/organisations/{id}',
  tag: 'Organisations',
  summary: 'Change the name and the budgets of actions an hour',
  access: 'admin',
  params: IdParam('id'),
  body: OrganisationPatch,
  answer: OrganisationView,
  handle: async ({ deps, principal, params, body }) =>
    params.id === principal.org
      ? unwrap(await deps.directory.updateOrganisation({ v: 1, caller: principal, body }))
      : fail('not_found', 'There is no such organisation, or you do not belong to it.'),
});
