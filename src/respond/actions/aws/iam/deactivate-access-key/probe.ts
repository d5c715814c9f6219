import type { Proof } from '../../../../../contracts/custody.ts';
import { HOUR_MS } from '../../../../../kit/clock.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { list, text } from '../../../../answer.ts';
import { iam } from '../documents.ts';
import { readKey, type KeyParams } from './read.ts';

/** Calls that the simulation asks about; an explicit deny on `*` must show for any of them. */
const ASKED_ACTIONS = ['sts:GetCallerIdentity', 'iam:ListUsers', 's3:ListAllMyBuckets', 'ec2:DescribeInstances'];

/**
 * Reads back a second time, then asks IAM's own policy evaluation what a session issued an hour before the cut may do.
 * `effective`: an explicit deny for every call asked about. That is IAM's evaluation, not a session of the attacker's
 * observed; no read-only call shows more.
 */
export async function probeKey(
  read: AwsRead,
  ctx: StepContext<KeyParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readKey(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  const { key, cut, userArn } = again.value.state;
  if (key !== 'Inactive' || typeof cut !== 'string')
    return { proof: 'not_observed', detail: 'two readings disagree: IAM has not settled yet' };
  const answer = await read(
    iam('SimulatePrincipalPolicy', ctx.place, {
      PolicySourceArn: typeof userArn === 'string' ? userArn : '',
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
      detail: `the key reads Inactive and the deny policy is in place, but its effect could not be asked for: SimulatePrincipalPolicy answered ${answer.error.code}`,
    };
  const decisions = list(answer.value, 'EvaluationResults').map((r) => text(r, 'EvalDecision'));
  if (decisions.length >= ASKED_ACTIONS.length && decisions.every((d) => d === 'explicitDeny'))
    return {
      proof: 'effective',
      detail: `sessions issued before ${cut} are denied in IAM's own evaluation; the key is inactive`,
    };
  return {
    proof: 'not_observed',
    detail: `the deny policy is in place, but IAM's evaluation of an old session says ${[...new Set(decisions)].join(', ') || 'nothing'}`,
  };
}
