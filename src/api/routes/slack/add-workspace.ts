import { SlackWorkspaceInput, SlackWorkspaceView } from '../../../contracts/slack.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const addSlackWorkspace = route({
  method: 'post',
  path: '/slack/workspaces',
  tag: 'Slack',
  summary: 'Connect a Slack workspace; again renames it',
  access: 'admin',
  body: SlackWorkspaceInput,
  status: 201,
  answer: SlackWorkspaceView,
  handle: async ({ deps, principal, body }) => unwrap(await deps.slack.addWorkspace({ v: 1, caller: principal, body })),
});
