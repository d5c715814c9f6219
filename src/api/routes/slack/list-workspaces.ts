import { z } from '@hono/zod-openapi';
import { SlackWorkspaceView } from '../../../contracts/slack.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listSlackWorkspaces = route({
  method: 'get',
  path: '/slack/workspaces',
  tag: 'Slack',
  summary: 'Slack workspaces that speak for the organisation',
  access: 'viewer',
  answer: z.object({ workspaces: z.array(SlackWorkspaceView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.slack.workspaces({ v: 1, caller: principal })),
});
