import * as z from 'zod';
import { readButtonValue, SLACK_ACTIONS, SlackTeam, SlackUserId, type SlackRequest } from '../../contracts/slack.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { isSlackHook } from '../../kit/slack.ts';
import { parseCommand, type Asked } from './command.ts';

/** A request that was verified, read. */
export interface SlackForm {
  readonly team: string;
  readonly slackUser: string;
  readonly asked: Asked;
  readonly responseUrl: string | null;
  /** It came of a button: its message can be taken back. */
  readonly button: boolean;
}

const malformed = (detail: string) => err(failure('malformed', detail));

/** A field that is there exactly once. */
function one(form: URLSearchParams, name: string): string | undefined {
  const all = form.getAll(name);
  return all.length === 1 ? all[0] : undefined;
}

const hookOf = (url: string | undefined): string | null => (url !== undefined && isSlackHook(url) ? url : null);

/** docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const BlockActions = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: SlackTeam }),
  user: z.object({ id: SlackUserId, team_id: SlackTeam.optional() }),
  response_url: z.string().max(2000).optional(),
  actions: z
    .array(z.object({ action_id: z.string().max(255), value: z.string().max(2000).optional() }))
    .min(1)
    .max(1),
});

function pressed(action: { action_id: string; value?: string | undefined }): Asked | undefined {
  if (action.action_id === SLACK_ACTIONS.open) return { kind: 'nothing' };
  const verdict =
    action.action_id === SLACK_ACTIONS.approve
      ? 'approve'
      : action.action_id === SLACK_ACTIONS.deny
        ? 'deny'
        : undefined;
  const value = readButtonValue(action.value ?? '');
  if (verdict === undefined || value === undefined) return undefined;
  return { kind: 'verdict', verdict, ...value, reason: '' };
}

function readInteraction(form: URLSearchParams): Result<SlackForm, Failure> {
  const payload = one(form, 'payload');
  if (payload === undefined) return malformed('an interaction has one field `payload`');
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return malformed('the payload is not JSON');
  }
  const parsed = BlockActions.safeParse(json);
  if (!parsed.success) return malformed('the payload is not a press of one button');
  const { team, user, actions, response_url } = parsed.data;
  // In a channel shared between companies the other company's people press, too: they are none of this workspace.
  if (user.team_id !== undefined && user.team_id !== team.id)
    return err(failure('forbidden', 'this person is of another workspace'));
  const asked = pressed(actions[0]!);
  if (asked === undefined) return malformed('the button is not one of Vedette’s');
  return ok({ team: team.id, slackUser: user.id, asked, responseUrl: hookOf(response_url), button: true });
}

function readCommand(form: URLSearchParams): Result<SlackForm, Failure> {
  const team = SlackTeam.safeParse(one(form, 'team_id'));
  const slackUser = SlackUserId.safeParse(one(form, 'user_id'));
  const text = one(form, 'text') ?? '';
  if (!team.success || !slackUser.success) return malformed('a command has one team_id and one user_id');
  return ok({
    team: team.data,
    slackUser: slackUser.data,
    asked: parseCommand(text),
    responseUrl: hookOf(one(form, 'response_url')),
    button: false,
  });
}

/** What a verified request asks. Fields: docs.slack.dev/interactivity/implementing-slash-commands, /handling-user-interaction. */
export const readSlackForm = (request: Pick<SlackRequest, 'kind' | 'body'>): Result<SlackForm, Failure> => {
  const form = new URLSearchParams(request.body);
  return request.kind === 'command' ? readCommand(form) : readInteraction(form);
};
