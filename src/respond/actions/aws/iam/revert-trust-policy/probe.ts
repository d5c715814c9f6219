import type { Proof } from '../../../../../contracts/custody.ts';
import { HOUR_MS } from '../../../../../kit/clock.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { list, text } from '../../../../answer.ts';
import { iam } from '../documents.ts';
import { notTrusted } from './document.ts';
import { deniesSessions, readRole, stateOf, type TrustParams } from './read.ts';

/** Calls that the simulation asks about; an explicit deny on `*` must show for any of them. */
const ASKED_ACTIONS = ['sts:GetCallerIdentity', 'iam:ListUsers', 's3:ListAllMyBuckets', 'ec2:DescribeInstances'];

type Found = { readonly proof: Proof; readonly detail: string };

/**
 * Reads back a second time, and asks IAM's own policy evaluation what a session issued an hour before the cut may do.
 * `configured` at most: no read-only call evaluates a trust policy, so that a refused AssumeRole is never seen.
 */
export async function probeRole(read: AwsRead, ctx: StepContext<TrustParams>): Promise<Found> {
  const again = await readRole(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  const unsettled: Found = { proof: 'not_observed', detail: 'two readings disagree: IAM has not settled yet' };
  if (!again.value.exists) return unsettled;
  const { trust, cut, roleArn } = stateOf(again.value);
  const { removePrincipals } = ctx.params;
  if (notTrusted(trust, removePrincipals).length < removePrincipals.length) return unsettled;
  const closed = 'the trust policy names none of them, read back twice; no call shows a refused AssumeRole';
  if (!deniesSessions(ctx.params)) return { proof: 'configured', detail: `${closed}. Sessions made before live on` };
  if (cut === null) return unsettled;
  const answer = await read(
    iam('SimulatePrincipalPolicy', ctx.place, {
      PolicySourceArn: roleArn,
      ActionNames: ASKED_ACTIONS,
      ContextEntries: [
        {
          ContextKeyName: 'aws:TokenIssueTime',
          ContextKeyValues: [new Date(Date.parse(cut) - HOUR_MS).toISOString().replace(/\.\d{3}Z$/, 'Z')],
          ContextKeyType: 'date',
        },
      ],
    }),
  );
  if (!answer.ok)
    return {
      proof: 'not_observed',
      detail: `${closed}. What the deny of older sessions does could not be asked for: SimulatePrincipalPolicy answered ${answer.error.code}`,
    };
  const decisions = list(answer.value, 'EvaluationResults').map((r) => text(r, 'EvalDecision'));
  if (decisions.length >= ASKED_ACTIONS.length && decisions.every((d) => d === 'explicitDeny'))
    return {
      proof: 'configured',
      detail: `${closed}. Sessions issued before ${cut} are denied in IAM's own evaluation`,
    };
  return {
    proof: 'not_observed',
    detail: `the deny of older sessions is in place, but IAM’s evaluation of one says ${[...new Set(decisions)].join(', ') || 'nothing'}`,
  };
}
