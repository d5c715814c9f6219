import { getDelivery } from '../../../storage/main/read/deliveries.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { DeliveryView } from '../../views.ts';

export const getDeliveryRoute = route({
  method: 'get',
  path: '/deliveries/{id}',
  tag: 'Deliveries',
  summary: 'One delivery and what became of it',
  access: 'viewer',
  params: IdParam('id'),
  answer: DeliveryView,
  handle: async ({ deps, principal, params }) =>
    (await getDelivery(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such delivery in this organisation.'),
});
