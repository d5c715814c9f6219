import { toHex } from '../../../src/kit/bytes.ts';
import { hmacSha256 } from '../../../src/kit/crypto.ts';
import { SLACK_ACTIONS, writeButtonValue, type SlackRequest } from '../../../src/contracts/slack.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import { SIGNING_SECRETS } from './slack-secrets.ts';

export const TEAM = 'T0TESTTEAM';
export const HOOK = 'https://hooks.slack.com/commands/T0TESTTEAM/1/abc';

/** A request as Slack would sign it, at `at` (ms). */
export function signed(
  kind: SlackRequest['kind'],
  body: string,
  more: { at?: number; secret?: string; timestamp?: string } = {},
): SlackRequest {
  const timestamp = more.timestamp ?? String(Math.floor((more.at ?? Date.now()) / 1000));
  const secret = more.secret ?? SIGNING_SECRETS[0]!;
  const signature = `v0=${toHex(hmacSha256(secret, `v0:${timestamp}:${body}`))}`;
  return { v: 1, kind, timestamp, signature, body };
}

let n = 0;
/** A slash command of a person; each is another request. */
export const command = (slackUser: string, text: string, more: { team?: string; responseUrl?: string } = {}) =>
  signed(
    'command',
    new URLSearchParams({
      token: 'old',
      team_id: more.team ?? TEAM,
      user_id: slackUser,
      command: '/vedette',
      text,
      response_url: more.responseUrl ?? HOOK,
      trigger_id: `trigger-${n++}`,
    }).toString(),
  );

/** The press of a button under a plan's message. */
export function press(
  slackUser: string,
  verdict: 'approve' | 'deny' | 'open',
  plan: Pick<Plan, 'id' | 'digest'>,
  more: { team?: string; userTeam?: string; responseUrl?: string; value?: string } = {},
) {
  const payload = {
    type: 'block_actions',
    team: { id: more.team ?? TEAM, domain: 'test' },
    user: { id: slackUser, username: 'x', ...(more.userTeam ? { team_id: more.userTeam } : {}) },
    api_app_id: 'A1',
    trigger_id: `trigger-${n++}`,
    response_url: more.responseUrl ?? HOOK,
    actions: [
      {
        type: 'button',
        action_id: SLACK_ACTIONS[verdict],
        block_id: 'b',
        value: more.value ?? writeButtonValue({ plan: plan.id, digest: plan.digest }),
      },
    ],
  };
  return signed('interaction', new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}
