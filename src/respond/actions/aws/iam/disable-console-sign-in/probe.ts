import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { list, text } from '../../../../answer.ts';
import { iam } from '../documents.ts';
import { isDenyConsole } from './policy.ts';
import { readUser, stateOf, type SignInParams } from './read.ts';

/** Calls that the simulation asks about; an explicit deny on `*` must show for any of them. */
const ASKED_ACTIONS = ['iam:ListUsers', 'iam:ChangePassword', 's3:ListAllMyBuckets', 'ec2:DescribeInstances'];

/** Any time will do: the deny asks whether there is one. */
const ISSUED = '2020-01-01T00:00:00Z';

/**
 * Reads back a second time, then asks IAM's own policy evaluation what the user may do in a console session. `effective`:
 * an explicit deny for every call asked about. That is IAM's evaluation, not a sign-in observed; the password itself
 * is still taken.
 */
export async function probeUser(
  read: AwsRead,
  ctx: StepContext<SignInParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readUser(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  if (!again.value.exists || !isDenyConsole(stateOf(again.value).policy))
    return { proof: 'not_observed', detail: 'two readings disagree: IAM has not settled yet' };
  const answer = await read(
    iam('SimulatePrincipalPolicy', ctx.place, {
      PolicySourceArn: stateOf(again.value).userArn,
      ActionNames: ASKED_ACTIONS,
      ContextEntries: [{ ContextKeyName: 'aws:TokenIssueTime', ContextKeyValues: [ISSUED], ContextKeyType: 'date' }],
    }),
  );
  if (!answer.ok)
    return {
      proof: 'not_observed',
      detail: `the deny policy is in place, but its effect could not be asked for: SimulatePrincipalPolicy answered ${answer.error.code}`,
    };
  const decisions = list(answer.value, 'EvaluationResults').map((r) => text(r, 'EvalDecision'));
  if (decisions.length >= ASKED_ACTIONS.length && decisions.every((d) => d === 'explicitDeny'))
    return {
      proof: 'effective',
      detail:
        'in IAM’s own evaluation every call from a console session of the user is denied; the password is still taken at the sign-in page',
    };
  return {
    proof: 'not_observed',
    detail: `the deny policy is in place, but IAM’s evaluation of a console session says ${[...new Set(decisions)].join(', ') || 'nothing'}`,
  };
}
