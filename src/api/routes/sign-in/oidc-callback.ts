import { z } from '@hono/zod-openapi';
import { beginSession } from '../../http/begin-session.ts';
import { clientInfo } from '../../http/client-info.ts';
import { ceremonyOf, dropCeremony } from '../../http/cookies.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

/** Back to our own pages, always to a fixed place: nothing of the request chooses where. */
const back = (path: string): Response => new Response(null, { status: 303, headers: { location: path } });

export const finishOidc = route({
  method: 'get',
  path: '/sign-in/oidc/callback',
  tag: 'Sign-in',
  summary: 'Where the identity provider sends the browser back to',
  access: 'public',
  raw: true,
  answer: z.object({}),
  handle: async ({ c, deps }) => {
    const ceremony = ceremonyOf(c);
    dropCeremony(c);
    if (ceremony === undefined) return back('/sign-in?failed=lost');
    const done = await deps.signIn.oidcFinish({
      v: 1,
      origin: ownOrigin(c),
      ceremony,
      url: c.req.url,
      client: clientInfo(c),
    });
    if (!done.ok) return back(`/sign-in?failed=${done.error.code}`);
    beginSession(c, done.value);
    return back(done.value.session.level === 1 ? '/sign-in?step=second-factor' : '/');
  },
});
