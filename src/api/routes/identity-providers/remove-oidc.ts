import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const removeOidcProvider = route({
  method: 'delete',
  path: '/identity-providers/oidc/{id}',
  tag: 'Sign-in',
  summary: 'Take an OpenID Connect provider away',
  access: 'admin',
  params: IdParam('id'),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.directory.removeOidcProvider({ v: 1, caller: principal, id: params.id })),
});
