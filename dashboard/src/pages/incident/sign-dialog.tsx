import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { asApiError } from '../../api/problem.ts';
import { useMe } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Textarea } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { SkeletonLines } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useApproverKeys } from './queries.ts';
import type { Verdict } from './sign.ts';
import { zodWithoutEval } from '../../lib/zod-without-eval.ts';
import { actionWords, shortTarget } from './timeline.ts';

const REASON_MAX = 1000;

/** What signs brings the plan's own contract along, which is large: loaded on asking. */
const signing = () => {
  zodWithoutEval();
  return import('./sign.ts');
};

const NoKey = ({ incident, pending }: { readonly incident: string; readonly pending: boolean }) => (
  <div className="flex flex-col gap-2 text-sm">
    <p className="font-medium">
      {pending ? 'Your passkey waits to be vouched for.' : 'You have no passkey that may approve.'}
    </p>
    <ol className="ml-5 list-decimal space-y-1 text-muted">
      {!pending && (
        <li>
          Make a passkey on your{' '}
          <Link to="/account" className="text-accent underline">
            account page
          </Link>{' '}
          and ask for it to approve.
        </li>
      )}
      <li>An existing approver vouches for it under Administration.</li>
      <li>
        Or decide on the command line with an approver’s key:{' '}
        <code className="mono break-all">npm run vedette -- approve {incident}</code>
      </li>
    </ol>
  </div>
);

/** Asks why, then has the person's passkey sign exactly the plan that is shown. */
export function SignDialog({
  plan,
  verdict,
  onClose,
}: {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly onClose: () => void;
}) {
  const me = useMe();
  const client = useQueryClient();
  const keys = useApproverKeys();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const digest = useQuery({
    // Of all that is shown: another content under the same id is another plan.
    queryKey: ['plan-digest', plan],
    queryFn: async () => (await signing()).shownDigest(plan),
    staleTime: Infinity,
  });
  const mine = (keys.data?.keys ?? []).filter((k) => k.kind === 'passkey' && k.user === me.user);
  const active = mine.filter((k) => k.status === 'active' && k.credential !== null);
  const agrees = digest.data === plan.digest;
  const ready = keys.isSuccess && digest.isSuccess && agrees && active.length > 0;
  const approve = verdict === 'approve';

  const submit = async (): Promise<void> => {
    if (reason.trim() === '') return setMissing(true);
    setBusy(true);
    setError(undefined);
    try {
      const { signAndSubmit } = await signing();
      const done = await signAndSubmit(plan, verdict, reason.trim(), active);
      toast.done(!approve ? 'Denied' : done.complete ? 'Approved' : 'Approved; another approver is needed');
      onClose();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['incident', plan.incident] }),
        client.invalidateQueries({ queryKey: ['approvals'] }),
      ]);
    } catch (cause) {
      setError(asApiError(cause).detail);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={approve ? 'Approve this plan' : 'Deny this plan'}
      lead={
        approve
          ? 'Your passkey signs the plan as shown, with your words.'
          : 'Nothing is done in AWS. Your passkey signs the refusal.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={approve ? 'primary' : 'danger'}
            icon="key"
            busy={busy}
            disabled={!ready}
            onClick={() => void submit()}
          >
            {approve ? 'Sign and approve' : 'Sign and deny'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ul className="rounded-md border border-line bg-sunken px-3 py-2 text-sm">
          {plan.actions.map((a) => (
            <li key={a.opId} className="wrap-anywhere">
              <span className="font-medium">{actionWords(a.spec.action)}</span> on{' '}
              <span className="mono">{shortTarget(a.spec.target)}</span>
            </li>
          ))}
        </ul>
        {keys.isPending || digest.isPending ? (
          <SkeletonLines lines={3} />
        ) : keys.isError || digest.isError ? (
          <p role="alert" className="text-sm text-danger">
            {asApiError(keys.error ?? digest.error).detail}
          </p>
        ) : !agrees ? (
          <p role="alert" className="text-sm text-danger">
            What is shown is not what the plan’s digest covers, so it is not signed. Refresh the plan; if it stays so,
            tell whoever runs Vedette.
          </p>
        ) : active.length === 0 ? (
          <NoKey incident={plan.incident} pending={mine.some((k) => k.status === 'pending')} />
        ) : (
          <>
            <Textarea
              label="Reason"
              hint="Signed with the verdict, kept in the audit trail."
              error={missing && reason.trim() === '' ? 'Say why, in a few words.' : undefined}
              maxLength={REASON_MAX}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <div className="flex min-w-0 items-center gap-2 text-xs text-muted">
              <span className="shrink-0">Digest, computed in this browser</span>
              <Id id={plan.digest} />
            </div>
          </>
        )}
        {error !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
