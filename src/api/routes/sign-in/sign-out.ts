import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { dropSession } from '../../http/cookies.ts';
import { route } from '../../http/route.ts';

export const signOut = route({
  method: 'post',
  path: '/sign-out',
  tag: 'Sign-in',
  summary: 'End this session',
  access: 'second-factor',
  answer: z.object({ id: z.string() }),
  handle: async ({ c, deps, principal }) => {
    const done = unwrap(await deps.me.signOut({ v: 1, caller: principal }));
    dropSession(c);
    await deps.feed.disconnect({ v: 1, org: principal.org, key: principal.key });
    return done;
  },
});
