import { useState } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Textarea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { GLASS_REASON_MIN_CHARS, GLASS_WORDS, glassLacks } from './plan-words.ts';
import { ActionLines, SignerFields } from './signer-parts.tsx';
import { useSigner } from './use-signer.ts';

const REASON_MAX = 1000;

/** An admin decides alone, over quorum and requester: asked for apart, with what it does, a whole sentence and typed words. */
export function BreakGlass({ plan, onClose }: { readonly plan: Plan; readonly onClose: () => void }) {
  const signer = useSigner(plan);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const lacks = glassLacks(reason, typed);
  const short = reason.trim().length < GLASS_REASON_MIN_CHARS;

  const submit = async (): Promise<void> => {
    if (lacks !== undefined) return setTried(true);
    const done = await signer.sign('approve', reason.trim(), { breakGlass: true });
    if (done === undefined) return;
    toast.done('The glass is broken: approved, and everybody is told');
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Break the glass"
      lead="For when waiting for the others does more harm than acting alone."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            icon="key"
            busy={signer.busy}
            disabled={signer.state !== 'ready'}
            onClick={() => void submit()}
          >
            Sign and break the glass
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ul className="ml-4 list-disc space-y-1 text-sm marker:text-danger">
          <li>Your word alone approves the plan, whatever the quorum is and even if you asked for it.</li>
          <li>What the policy or the gate forbids stays forbidden.</li>
          <li>Every approver and admin is told at once, and the audit trail says that you broke the glass.</li>
        </ul>
        <ActionLines plan={plan} />
        <SignerFields signer={signer} plan={plan}>
          <Textarea
            label="Why it cannot wait"
            hint={`At least ${GLASS_REASON_MIN_CHARS} characters: what an auditor will read.`}
            error={tried && short ? glassLacks(reason, GLASS_WORDS) : undefined}
            maxLength={REASON_MAX}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Field
            label={`Type “${GLASS_WORDS}” to confirm`}
            className="mono"
            value={typed}
            error={tried && !short && lacks !== undefined ? lacks : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        </SignerFields>
      </div>
    </Dialog>
  );
}
