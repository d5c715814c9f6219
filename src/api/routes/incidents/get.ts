import { getIncident as readIncident } from '../../../storage/main/read/incidents.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { IncidentView } from '../../views.ts';

export const getIncident = route({
  method: 'get',
  path: '/incidents/{id}',
  tag: 'Incidents',
  summary: 'One incident, as last projected',
  access: 'viewer',
  params: IdParam('id'),
  answer: IncidentView,
  handle: async ({ deps, principal, params }) =>
    (await readIncident(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such incident in this organisation.'),
});
