import { z } from '@hono/zod-openapi';
import { SlackTeam, SlackUserId } from '../../../contracts/slack.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const unmapSlackUser = route({
  method: 'delete',
  path: '/slack/users/{team}/{slackUser}',
  tag: 'Slack',
  summary: 'Unmap a Slack account; what it approved and is not permitted yet does not count',
  access: 'admin',
  params: z.object({ team: SlackTeam, slackUser: SlackUserId }),
  answer: z.object({ slackUser: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.slack.unmapUser({ v: 1, caller: principal, ...params })),
});
