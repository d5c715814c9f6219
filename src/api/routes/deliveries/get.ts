import { z } from '@hono/zod-openapi';
import { listDeadLetters } from '../../../storage/main/read/dead-letters.ts';
import { getDelivery } from '../../../storage/main/read/deliveries.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { DeliveryView } from '../../views.ts';

/** The pipeline keeps no more of one delivery. */
const BAD_MAX = 60;
/** `records[9]` before `records[10]` */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

export const getDeliveryRoute = route({
  method: 'get',
  path: '/deliveries/{id}',
  tag: 'Deliveries',
  summary: 'One delivery, what became of it, and which of its records were bad',
  access: 'viewer',
  params: IdParam('id'),
  answer: DeliveryView.extend({ bad: z.array(z.object({ place: z.string().nullable(), reason: z.string() })) }),
  handle: async ({ deps, principal: { org }, params: { id } }) => {
    const [delivery, letters] = await Promise.all([
      getDelivery(deps.db, org, id),
      listDeadLetters(deps.db, org, { delivery: id, limit: BAD_MAX }),
    ]);
    if (!delivery) return fail('not_found', 'There is no such delivery in this organisation.');
    const bad = letters.items.map(({ place, reason }) => ({ place, reason }));
    return { ...delivery, bad: bad.toSorted((a, b) => BY_NUMBER.compare(a.place ?? '', b.place ?? '')) };
  },
});
