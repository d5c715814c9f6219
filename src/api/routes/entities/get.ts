import { z } from '@hono/zod-openapi';
import { EntityType } from '../../../contracts/entity.ts';
import { getEntity } from '../../../storage/main/read/entities.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IncidentView } from '../../views.ts';
import { EntityLineView } from './list.ts';

export const getEntityRoute = route({
  method: 'get',
  path: '/entities/{type}/{id}',
  tag: 'Entities',
  summary: 'One entity with the incidents about it, last opened first, up to fifty',
  access: 'viewer',
  params: z.object({ type: EntityType, id: z.string().min(1).max(2048) }),
  answer: z.object({ entity: EntityLineView, incidents: z.array(IncidentView) }),
  handle: async ({ deps, principal, params }) => {
    const found = await getEntity(deps.db, principal.org, params.type, params.id);
    if (!found) return fail('not_found', 'Nothing of this organisation is about such an entity.');
    return { entity: { ...found.entity, type: params.type }, incidents: found.about };
  },
});
