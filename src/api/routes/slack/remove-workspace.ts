import { z } from '@hono/zod-openapi';
import { SlackTeam } from '../../../contracts/slack.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const removeSlackWorkspace = route({
  method: 'delete',
  path: '/slack/workspaces/{team}',
  tag: 'Slack',
  summary: 'Disconnect a Slack workspace, with all its mappings',
  access: 'admin',
  params: z.object({ team: SlackTeam }),
  answer: z.object({ team: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.slack.removeWorkspace({ v: 1, caller: principal, team: params.team })),
});
