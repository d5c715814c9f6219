import type { SlackReply } from '../../contracts/slack.ts';
import type { StoredPlan } from '../../storage/authority/plans.ts';
import { giveVerdict } from '../approvals.ts';
import type { Caller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import type { Asked } from './command.ts';
import type { SlackForm } from './form.ts';
import type { VerifiedRequest } from './verify.ts';

type Said = Omit<SlackReply, 'responseUrl'>;
type AskedVerdict = Extract<Asked, { kind: 'verdict' }>;

/** The digest that no plan has: a command names a plan that is not there, and is refused like any other. */
const NO_DIGEST = '0'.repeat(64);

/** Whether a message that asks about this plan is out of date: its buttons would be refused whoever pressed them. */
const isOver = (plan: StoredPlan | undefined, digest: string | undefined, now: number): boolean =>
  plan === undefined ||
  plan.status !== 'pending' ||
  plan.expiresAt <= now ||
  (digest !== undefined && digest !== plan.digest);

/**
 * Takes a verdict out of Slack as any other is taken, with what Slack signed as its proof, and answers in words. Refusals are
 * in the ledger (see `giveVerdict`). `next` has the incident hear of it.
 */
export async function verdictFromSlack(
  deps: GateDeps,
  caller: Caller,
  form: SlackForm,
  asked: AskedVerdict,
  verified: VerifiedRequest,
): Promise<Said> {
  const { org } = caller;
  const before = await deps.store.plans.find(org, asked.plan);
  const done = await giveVerdict(deps, caller, {
    plan: asked.plan,
    planDigest: asked.digest ?? before?.digest ?? NO_DIGEST,
    verdict: asked.verdict,
    reason: asked.reason,
    slack: {
      team: form.team,
      slackUser: form.slackUser,
      timestamp: verified.timestamp,
      signature: verified.signature,
      bodyDigest: verified.bodyDigest,
    },
  });
  const open = before === undefined ? null : `/incidents/${before.plan.incident}`;
  if (!done.ok) {
    const after = await deps.store.plans.find(org, asked.plan);
    return {
      text: `Refused: ${done.error.detail}`,
      replaceOriginal: form.button && isOver(after, asked.digest, deps.now()),
      open,
      next: { kind: 'none' },
    };
  }
  const { incident, complete } = done.value;
  const needed = before?.approvalsNeeded ?? 1;
  const given = complete ? needed : (await deps.store.approvals.list(org, asked.plan)).length;
  return {
    text: [wordsOf(asked, caller.name, complete, needed - given), ...actionsOf(before)].join('\n'),
    replaceOriginal: form.button && complete,
    open: `/incidents/${incident}`,
    next: { kind: 'approval_arrived', org, incident, plan: asked.plan, actor: caller.actor },
  };
}

/** Actions that an answer names; the dashboard shows all. */
const ACTIONS_SHOWN = 8;

/** From the gate's own copy: what a message in the chat claimed is no proof of what was approved. */
const actionsOf = (plan: StoredPlan | undefined): string[] =>
  (plan?.plan.actions ?? []).slice(0, ACTIONS_SHOWN).map((a) => `• ${a.spec.action} on ${a.spec.target}`);

function wordsOf(asked: AskedVerdict, name: string, complete: boolean, left: number): string {
  if (asked.verdict === 'deny') return `${name} denied ${asked.plan}: nothing of it is done.`;
  if (complete) return `${name} approved ${asked.plan}.`;
  return `Your approval of ${asked.plan} is kept. It waits for ${left === 1 ? 'one more person' : `${left} more people`}.`;
}
