import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const revokePasskey = route({
  method: 'delete',
  path: '/me/passkeys/{id}',
  tag: 'Me',
  summary: 'Take a passkey away',
  access: 'viewer',
  params: IdParam('id'),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.me.revokePasskey({ v: 1, caller: principal, id: params.id })),
});
