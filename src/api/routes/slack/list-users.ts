import { z } from '@hono/zod-openapi';
import { SlackUserView } from '../../../contracts/slack.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listSlackUsers = route({
  method: 'get',
  path: '/slack/users',
  tag: 'Slack',
  summary: 'Whose each Slack account is',
  access: 'viewer',
  answer: z.object({ users: z.array(SlackUserView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.slack.users({ v: 1, caller: principal })),
});
