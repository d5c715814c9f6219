import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { InvestigationView, investigationOf } from '../../investigation.ts';

export const incidentInvestigation = route({
  method: 'get',
  path: '/incidents/{id}/investigation',
  tag: 'Incidents',
  summary: 'What the agents found: narrative, timeline, entity graph, evidence, each action with its preview',
  access: 'viewer',
  params: IdParam('id'),
  answer: InvestigationView,
  handle: async ({ deps, principal, params }) =>
    investigationOf(unwrap(await deps.incidents.log({ v: 1, org: principal.org, incident: params.id })).state),
});
