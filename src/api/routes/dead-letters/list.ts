import { listDeadLetters } from '../../../storage/main/read/dead-letters.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';
import { DeadLetterView } from '../../views.ts';

export const listDeadLettersRoute = route({
  method: 'get',
  path: '/dead-letters',
  tag: 'Deliveries',
  summary: 'What could not be processed, with the reason',
  access: 'viewer',
  query: PageQuery,
  answer: pageOf(DeadLetterView),
  handle: ({ deps, principal, query }) =>
    listDeadLetters(deps.db, principal.org, { limit: query.limit, cursor: cursorFrom(query.cursor) }),
});
