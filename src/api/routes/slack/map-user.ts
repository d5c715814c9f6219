import { SlackUserInput, SlackUserView } from '../../../contracts/slack.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const mapSlackUser = route({
  method: 'post',
  path: '/slack/users',
  tag: 'Slack',
  summary: 'Say whose a Slack account is: in Slack it may do what that user may',
  access: 'admin',
  body: SlackUserInput,
  status: 201,
  answer: SlackUserView,
  handle: async ({ deps, principal, body }) => unwrap(await deps.slack.mapUser({ v: 1, caller: principal, body })),
});
