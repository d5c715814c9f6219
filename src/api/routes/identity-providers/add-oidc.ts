import { z } from '@hono/zod-openapi';
import { OidcProviderInput } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const addOidcProvider = route({
  method: 'post',
  path: '/identity-providers/oidc',
  tag: 'Sign-in',
  summary: 'Let people of an OpenID Connect provider sign in',
  access: 'admin',
  body: OidcProviderInput,
  status: 201,
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.directory.addOidcProvider({ v: 1, caller: principal, body })),
});
