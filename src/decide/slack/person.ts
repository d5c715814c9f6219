import type { SlackForm } from './form.ts';
import type { Caller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';

export type Person =
  | { readonly known: true; readonly caller: Caller }
  /** `org`: of the workspace, where that is known */
  | { readonly known: false; readonly org?: string; readonly say: string };

/**
 * Whose Slack account it is: the workspace speaks for an organisation, and there the account is mapped to an active user.
 * Both mappings are an admin's, made beforehand; nothing of a profile (name, mail address) is believed.
 */
export async function personOf(deps: Pick<GateDeps, 'store'>, form: SlackForm): Promise<Person> {
  const { team, slackUser } = form;
  const workspace = await deps.store.doors.slackWorkspace(team);
  if (!workspace)
    return {
      known: false,
      say: `This workspace (${team}) is not connected to Vedette. An admin connects it: POST /api/v1/slack/workspaces with {"team": "${team}", "name": "…"}.`,
    };
  const { org } = workspace;
  const mapped = await deps.store.slack.user(org, team, slackUser);
  const user = mapped && (await deps.store.people.user(org, mapped.user));
  if (!user || user.disabledAt !== null)
    return {
      known: false,
      org,
      say: `Vedette does not know who you are. An admin maps you: POST /api/v1/slack/users with {"team": "${team}", "slackUser": "${slackUser}", "user": "usr_…"}.`,
    };
  const { id, name, role } = user;
  const key = `slack:${team}:${slackUser}`;
  return { known: true, caller: { org, user: id, name, role, key, level: 2, actor: `user:${id}` } };
}
