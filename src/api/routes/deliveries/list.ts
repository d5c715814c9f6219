import { listDeliveries } from '../../../storage/main/read/deliveries.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';
import { DeliveryView } from '../../views.ts';

export const listDeliveriesRoute = route({
  method: 'get',
  path: '/deliveries',
  tag: 'Deliveries',
  summary: 'What senders delivered and what became of it',
  access: 'viewer',
  query: PageQuery,
  answer: pageOf(DeliveryView),
  handle: ({ deps, principal, query }) =>
    listDeliveries(deps.db, principal.org, { limit: query.limit, cursor: cursorFrom(query.cursor) }),
});
