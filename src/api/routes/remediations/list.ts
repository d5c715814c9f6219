import { z } from '@hono/zod-openapi';
import { ActionState } from '../../../contracts/incident.ts';
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
  query: PageQuery.extend({
    state: ActionState.optional(),
    incident: z.string().min(1).max(80).optional(),
  }),
  answer: pageOf(RemediationView),
  handle: ({ deps, principal, query: q }) =>
    listActions(deps.db, principal.org, {
      limit: q.limit,
      cursor: cursorFrom(q.cursor),
      state: q.state,
      incident: q.incident,
    }),
});
