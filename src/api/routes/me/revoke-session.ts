import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const revokeSession = route({
  method: 'delete',
  path: '/me/sessions/{id}',
  tag: 'Me',
  summary: 'End a session of one’s own; an admin may end anybody’s',
  access: 'viewer',
  params: IdParam('id'),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) => {
    const done = unwrap(await deps.me.revokeSession({ v: 1, caller: principal, id: params.id }));
    await deps.feed.disconnect({ v: 1, org: principal.org, key: params.id });
    return done;
  },
});
