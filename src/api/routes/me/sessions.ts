import { z } from '@hono/zod-openapi';
import { SessionView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listSessions = route({
  method: 'get',
  path: '/me/sessions',
  tag: 'Me',
  summary: 'One’s own sessions',
  access: 'second-factor',
  answer: z.object({ sessions: z.array(SessionView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.me.sessions({ v: 1, caller: principal })),
});
