import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Textarea } from '../../ui/field.tsx';

const REASON_MAX = 1000;

/** Asks why, for the record, before something is done. `fields` come before the reason. */
export function ReasonDialog({
  title,
  lead,
  confirm,
  danger = false,
  blocked = false,
  fields,
  label = 'Reason',
  onClose,
  onConfirm,
}: {
  readonly title: string;
  readonly lead: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly blocked?: boolean;
  readonly fields?: ReactNode;
  /** What the words are that are asked for */
  readonly label?: string;
  readonly onClose: () => void;
  readonly onConfirm: (reason: string) => Promise<boolean>;
}) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    if (reason.trim() === '') return setMissing(true);
    setBusy(true);
    const done = await onConfirm(reason.trim());
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      lead={lead}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={danger ? 'danger' : 'primary'} busy={busy} disabled={blocked} onClick={() => void submit()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {fields}
        <Textarea
          label={label}
          hint="Kept in the audit trail."
          error={missing && reason.trim() === '' ? 'Say why, in a few words.' : undefined}
          maxLength={REASON_MAX}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
