import { listIncidents } from '../../../storage/main/read/incidents.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';
import { IncidentView } from '../../views.ts';

export const listIncidentsRoute = route({
  method: 'get',
  path: '/incidents',
  tag: 'Incidents',
  summary: 'Incidents, newest first',
  access: 'viewer',
  query: PageQuery,
  answer: pageOf(IncidentView),
  handle: ({ deps, principal, query }) =>
    listIncidents(deps.db, principal.org, { limit: query.limit, cursor: cursorFrom(query.cursor) }),
});
