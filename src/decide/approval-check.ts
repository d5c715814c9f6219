import { ROLE_RANK } from '../contracts/access.ts';
import type { Role } from '../contracts/common.ts';
import { approvalMessage, type Approval, type Plan } from '../contracts/plan.ts';
import { isSession } from './caller.ts';
import type { GateDeps } from './deps.ts';
import { standing, whyProofFails } from './signed-proof.ts';

type Word = Pick<
  Approval,
  'plan' | 'planDigest' | 'verdict' | 'reason' | 'keyId' | 'signature' | 'assertion' | 'slack' | 'breakGlass' | 'user'
>;

/** Characters that a reason for breaking the glass has at least: enough for a sentence that an auditor can follow. */
export const BREAK_GLASS_REASON_CHARS = 20;

/** The role that this word needs on this plan: breaking the glass is an admin's. */
const roleNeeded = (plan: Plan, a: Pick<Word, 'breakGlass'>): Role =>
  a.breakGlass ? 'admin' : (plan.decision.approverRole ?? 'approver');

/**
 * Whether an approval holds now: the user is active and has the role that the plan asks; and the word is theirs: by an
 * active key of their own that covers this very verdict, plan, digest and reason, or by Slack, whose account is still
 * theirs, on a plan of reversible actions. Answers why not, or `undefined`.
 */
export async function whyNotValid(
  deps: Pick<GateDeps, 'store' | 'consoleOrigins' | 'actions'>,
  org: string,
  plan: Plan,
  a: Word,
): Promise<string | undefined> {
  const user = await deps.store.people.user(org, a.user);
  if (!user || user.disabledAt !== null || ROLE_RANK[user.role] < ROLE_RANK.approver) return 'the user may not approve';
  const least = roleNeeded(plan, a);
  if (ROLE_RANK[user.role] < ROLE_RANK[least]) return `this needs the role ${least}; the user is ${user.role}`;
  if (a.slack !== undefined) return whySlackFails(deps, org, plan, a, a.slack);
  const key = a.keyId === undefined ? undefined : await deps.store.people.approverKey(org, a.keyId);
  if (!key || key.user !== a.user) return 'the key is not enrolled for this user; an admin enrols it';
  const stands = standing(key);
  if (stands === 'revoked') return 'the key is revoked';
  if (stands === 'pending') return 'the key is pending: an existing approver vouches for it first';
  const fault = await whyProofFails(deps, key, a, approvalMessage(a));
  return fault === undefined ? undefined : `not your word on this verdict, plan, digest and reason: ${fault}`;
}

/** Whether nothing of a plan is more than reversible, by its preview and by the registry: a preview may add to a risk, never take from it. */
export const allReversible = (deps: Pick<GateDeps, 'actions'>, plan: Plan): boolean =>
  plan.actions.every(
    (d) => d.preview.reversibility === 'reversible' && deps.actions.get(d.spec.action)?.risk === 'reversible',
  );

/** What Slack passed on: the gate verified Slack's signature when it came; here, that it still stands for this person. */
async function whySlackFails(
  deps: Pick<GateDeps, 'store' | 'actions'>,
  org: string,
  plan: Plan,
  a: Word,
  slack: NonNullable<Word['slack']>,
): Promise<string | undefined> {
  if (a.breakGlass) return 'the glass is broken in the dashboard or on the command line, with a key, not in Slack';
  // Denying only ever leaves things as they are: any plan may be denied there.
  if (a.verdict === 'approve' && !allReversible(deps, plan))
    return 'only plans of reversible actions are approved in Slack: open it in the dashboard';
  const mapped = await deps.store.slack.user(org, slack.team, slack.slackUser);
  return mapped?.user === a.user ? undefined : 'the Slack account is not (any more) this user’s: an admin maps it';
}

/** The person behind an actor that proposed a plan (`user:…`, or `key:…` and whose it is); `undefined` for a part of Vedette. */
export async function requestedByUser(
  deps: Pick<GateDeps, 'store'>,
  org: string,
  requestedBy: string,
): Promise<string | undefined> {
  if (requestedBy.startsWith('user:')) return requestedBy.slice('user:'.length);
  if (!requestedBy.startsWith('key:')) return undefined;
  const id = requestedBy.slice('key:'.length);
  if (isSession(id)) return (await deps.store.sessions.withUser(org, id))?.user.id;
  return (await deps.store.people.apiKey(org, id))?.user;
}
