import { z } from '@hono/zod-openapi';
import { listDeadLetters } from '../../../storage/main/read/dead-letters.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { BooleanQuery, pageOf, PageQuery } from '../../schemas.ts';
import { DeadLetterView } from '../../views.ts';

export const listDeadLettersRoute = route({
  method: 'get',
  path: '/dead-letters',
  tag: 'Deliveries',
  summary: 'What could not be processed, with the reason, newest first',
  access: 'viewer',
  query: PageQuery.extend({
    replayed: BooleanQuery.optional(),
    source: z.string().min(1).max(80).optional(),
    delivery: z.string().min(1).max(80).optional(),
  }),
  answer: pageOf(DeadLetterView),
  handle: ({ deps, principal, query: q }) =>
    listDeadLetters(deps.db, principal.org, { ...q, cursor: cursorFrom(q.cursor) }),
});
