import { SlackTeam, SlackUserId, SlackUserInput, SlackWorkspaceInput } from '../../contracts/slack.ts';
import type { SlackUserView, SlackWorkspaceView } from '../../contracts/slack.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { SlackUserRow, SlackWorkspaceRow } from '../../storage/authority/slack.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, flushJournal, ORG_CHAIN } from '../record.ts';

/** Workspaces of one organisation, and people mapped: lists that an admin keeps in mind. */
const MOST_WORKSPACES = 20;
const MOST_USERS = 500;

const workspaceView = ({ team, name, createdBy, createdAt }: SlackWorkspaceRow): SlackWorkspaceView => ({
  team,
  name,
  createdBy,
  createdAt,
});
const userView = ({ team, slackUser, user, createdBy, createdAt }: SlackUserRow): SlackUserView => ({
  team,
  slackUser,
  user,
  createdBy,
  createdAt,
});
type Asks = { readonly caller: unknown };

export async function listSlackWorkspaces(
  deps: GateDeps,
  req: Asks,
): Promise<Result<{ workspaces: SlackWorkspaceView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  return ok({ workspaces: (await deps.store.slack.workspaces(caller.value.org)).map(workspaceView) });
}

/** Has a workspace speak for the caller's organisation; again renames it. Errors: `conflict` (it speaks for another, or too many). */
export async function addSlackWorkspace(
  deps: GateDeps,
  req: Asks & { readonly body: unknown },
): Promise<Result<SlackWorkspaceView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const input = parseInput(SlackWorkspaceInput, req.body);
  if (!input.ok) return input;
  const { org, actor } = caller.value;
  const { store } = deps;
  const known = await store.slack.workspaces(org);
  if (known.length >= MOST_WORKSPACES && !known.some((w) => w.team === input.value.team))
    return err(failure('conflict', `an organisation has at most ${MOST_WORKSPACES} workspaces; remove one first`));
  const at = deps.now();
  const row = { ...input.value, createdBy: actor, createdAt: at };
  const added = entry(org, { chain: ORG_CHAIN, type: 'slack.workspace_added', actor, at, body: { ...input.value } });
  const [changed] = await store.commit([
    store.slack.putWorkspace(org, row),
    store.journal.add(org, added, store.slack.ifWorkspace(org, row.team)),
  ]);
  if (changed === 0)
    return err(failure('conflict', 'this workspace speaks for another organisation', { field: '/team' }));
  await flushJournal(deps, org);
  const kept = await store.slack.workspace(org, row.team);
  return ok(kept === undefined ? row : workspaceView(kept));
}

/** Nothing of this workspace counts any more, its mappings neither; approvals that wait for their permit lose theirs. */
export async function removeSlackWorkspace(
  deps: GateDeps,
  req: Asks & { readonly team: unknown },
): Promise<Result<{ team: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const { org, actor } = caller.value;
  const { store } = deps;
  const team = parseInput(SlackTeam, req.team);
  if (!team.ok || !(await store.slack.workspace(org, team.value)))
    return err(failure('not_found', 'this workspace is not connected'));
  await commitWithEntry(
    deps,
    org,
    [store.slack.removeUsersOf(org, team.value), store.slack.removeWorkspace(org, team.value)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'slack.workspace_removed',
        actor,
        at: deps.now(),
        body: { team: team.value },
      }),
    ],
  );
  return ok({ team: team.value });
}

export async function listSlackUsers(deps: GateDeps, req: Asks): Promise<Result<{ users: SlackUserView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  return ok({ users: (await deps.store.slack.users(caller.value.org)).map(userView) });
}

/**
 * Says whose a Slack account is: from then on it may do what that user may, in Slack. Errors: `not_found` (no such user),
 * `unprocessable` (the workspace is not the organisation's), `conflict` (mapped already: unmap it first).
 */
export async function mapSlackUser(
  deps: GateDeps,
  req: Asks & { readonly body: unknown },
): Promise<Result<SlackUserView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const input = parseInput(SlackUserInput, req.body);
  if (!input.ok) return input;
  const { org, actor } = caller.value;
  const { store } = deps;
  const user = await store.people.user(org, input.value.user);
  if (!user || user.disabledAt !== null)
    return err(failure('not_found', 'there is no such active user', { field: '/user' }));
  if ((await store.slack.users(org)).length >= MOST_USERS)
    return err(failure('conflict', `an organisation maps at most ${MOST_USERS} Slack accounts; unmap one first`));
  const at = deps.now();
  const row = { ...input.value, createdBy: actor, createdAt: at };
  const mapped = entry(org, { chain: ORG_CHAIN, type: 'slack.user_mapped', actor, at, body: { ...input.value } });
  try {
    const [added] = await store.commit([
      store.slack.addUser(org, row),
      store.journal.add(org, mapped, store.slack.ifUser(org, row.team, row.slackUser)),
    ]);
    if (added === 0) return err(failure('unprocessable', 'connect this workspace first', { field: '/team' }));
  } catch {
    return err(failure('conflict', 'this Slack account is mapped already: unmap it first', { field: '/slackUser' }));
  }
  await flushJournal(deps, org);
  return ok(row);
}

/** The account may nothing any more; what it approved and is not permitted yet does not count. */
export async function unmapSlackUser(
  deps: GateDeps,
  req: Asks & { readonly team: unknown; readonly slackUser: unknown },
): Promise<Result<{ slackUser: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const { org, actor } = caller.value;
  const { store } = deps;
  const team = parseInput(SlackTeam, req.team);
  const id = parseInput(SlackUserId, req.slackUser);
  const row = team.ok && id.ok ? await store.slack.user(org, team.value, id.value) : undefined;
  if (!row) return err(failure('not_found', 'this Slack account is not mapped'));
  const { slackUser, user } = row;
  await commitWithEntry(
    deps,
    org,
    [store.slack.removeUser(org, row.team, slackUser)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'slack.user_unmapped',
        actor,
        at: deps.now(),
        body: { team: row.team, slackUser, user },
      }),
    ],
  );
  return ok({ slackUser });
}
