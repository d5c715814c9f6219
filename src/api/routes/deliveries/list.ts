import { z } from '@hono/zod-openapi';
import { listDeliveries } from '../../../storage/main/read/deliveries.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';
import { DeliveryView } from '../../views.ts';

export const listDeliveriesRoute = route({
  method: 'get',
  path: '/deliveries',
  tag: 'Deliveries',
  summary: 'What senders delivered and what became of it, newest first',
  access: 'viewer',
  query: PageQuery.extend({
    source: z.string().min(1).max(80).optional(),
    verdict: z.enum(['processed', 'partial', 'dead']).optional(),
  }),
  answer: pageOf(DeliveryView),
  handle: ({ deps, principal, query: q }) =>
    listDeliveries(deps.db, principal.org, {
      limit: q.limit,
      cursor: cursorFrom(q.cursor),
      source: q.source,
      verdict: q.verdict,
    }),
});
