import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { keepCeremony } from '../../http/cookies.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const beginOidc = route({
  method: 'post',
  path: '/sign-in/oidc/begin',
  tag: 'Sign-in',
  summary: 'Where to send the browser to sign in at an identity provider (authorization code with PKCE)',
  access: 'public',
  body: z.object({ provider: z.string().min(1).max(80) }),
  answer: z.object({ redirect: z.string() }),
  handle: async ({ c, deps, body }) => {
    const { ceremony, redirect } = unwrap(
      await deps.signIn.oidcBegin({ v: 1, origin: ownOrigin(c), provider: body.provider }),
    );
    keepCeremony(c, ceremony);
    return { redirect };
  },
});
