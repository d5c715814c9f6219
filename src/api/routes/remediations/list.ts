import { listActions } from '../../../storage/main/read/actions.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';
import { RemediationView } from '../../views.ts';

export const listRemediations = route({
  method: 'get',
  path: '/remediations',
  tag: 'Remediations',
  summary: 'Actions taken in AWS, last changed first',
  access: 'viewer',
  query: PageQuery,
  answer: pageOf(RemediationView),
  handle: ({ deps, principal, query }) =>
    listActions(deps.db, principal.org, { limit: query.limit, cursor: cursorFrom(query.cursor) }),
});
