import { z } from '@hono/zod-openapi';
import { EntityType } from '../../../contracts/entity.ts';
import { listEntities } from '../../../storage/main/read/entities.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';

export const EntityLineView = z
  .object({
    type: EntityType,
    id: z.string(),
    firstSeen: z.int(),
    lastSeen: z.int(),
    findings: z.int(),
    incidents: z.int(),
  })
  .openapi('Entity');

export const listEntitiesRoute = route({
  method: 'get',
  path: '/entities',
  tag: 'Entities',
  summary: 'Who and what findings are about, by type and id',
  access: 'viewer',
  query: PageQuery.extend({
    type: EntityType.optional(),
    /** How the id begins */
    q: z.string().min(1).max(200).optional(),
  }),
  answer: pageOf(EntityLineView),
  handle: async ({ deps, principal, query }) => {
    const page = await listEntities(deps.db, principal.org, {
      limit: query.limit,
      cursor: cursorFrom(query.cursor),
      type: query.type,
      q: query.q,
    });
    return { ...page, items: page.items.map((e) => ({ ...e, type: EntityType.parse(e.type) })) };
  },
});
