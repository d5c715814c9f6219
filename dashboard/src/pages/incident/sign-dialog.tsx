import { useState } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Textarea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { strategyOf } from './plan-words.ts';
import type { Verdict } from './sign.ts';
import { ActionLines, SignerFields } from './signer-parts.tsx';
import { useSigner } from './use-signer.ts';

const REASON_MAX = 1000;

/** What follows once all have approved. */
const follows = (plan: Plan): string =>
  strategyOf(plan).kind === 'scheduled'
    ? 'It is carried out when its maintenance window opens.'
    : 'It is carried out once all have approved.';

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
  const signer = useSigner(plan);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const approve = verdict === 'approve';

  const submit = async (): Promise<void> => {
    if (reason.trim() === '') return setMissing(true);
    const done = await signer.sign(verdict, reason.trim());
    if (done === undefined) return;
    toast.done(!approve ? 'Denied' : done.complete ? 'Approved' : 'Approved; another approver is needed');
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={approve ? 'Approve this plan' : 'Deny this plan'}
      lead={
        approve
          ? `Your passkey signs the plan as shown, with your words. ${follows(plan)}`
          : 'Nothing is done in AWS. Your passkey signs the refusal.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={approve ? 'primary' : 'danger'}
            icon="key"
            busy={signer.busy}
            disabled={signer.state !== 'ready'}
            onClick={() => void submit()}
          >
            {approve ? 'Sign and approve' : 'Sign and deny'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ActionLines plan={plan} />
        <SignerFields signer={signer} plan={plan}>
          <Textarea
            label="Reason"
            hint="Signed with the verdict, kept in the audit trail."
            error={missing && reason.trim() === '' ? 'Say why, in a few words.' : undefined}
            maxLength={REASON_MAX}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </SignerFields>
      </div>
    </Dialog>
  );
}
