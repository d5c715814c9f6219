import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const revokeKey = route({
  method: 'delete',
  path: '/keys/{id}',
  tag: 'Keys',
  summary: 'Revoke an API key',
  access: 'admin',
  params: IdParam('id'),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) => {
    const done = unwrap(await deps.admin.revokeApiKey({ v: 1, caller: principal, id: params.id }));
    await deps.feed.disconnect({ v: 1, org: principal.org, key: params.id });
    return done;
  },
});
