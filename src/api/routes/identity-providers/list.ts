import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listIdentityProviders = route({
  method: 'get',
  path: '/identity-providers',
  tag: 'Sign-in',
  summary: 'Ways to sign in from elsewhere',
  access: 'admin',
  answer: z.object({
    oidc: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        issuer: z.string(),
        clientId: z.string(),
        domains: z.array(z.string()),
        newUserRole: z.string().nullable(),
      }),
    ),
    access: z.object({ teamDomain: z.string(), audience: z.string(), newUserRole: z.string().nullable() }).nullable(),
  }),
  handle: async ({ deps, principal }) => unwrap(await deps.directory.identityProviders({ v: 1, caller: principal })),
});
