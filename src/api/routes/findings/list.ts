import { listFindings } from '../../../storage/main/read/findings.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';
import { FindingView } from '../../views.ts';

export const listFindingsRoute = route({
  method: 'get',
  path: '/findings',
  tag: 'Findings',
  summary: 'Findings, newest first',
  access: 'viewer',
  query: PageQuery,
  answer: pageOf(FindingView),
  handle: ({ deps, principal, query }) =>
    listFindings(deps.db, principal.org, { limit: query.limit, cursor: cursorFrom(query.cursor) }),
});
