import { useState, type ReactNode } from 'react';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface Question {
  /** What the button says that does it */
  readonly label: string;
  readonly title: string;
  readonly follows: ReactNode;
  readonly act: () => Promise<unknown>;
}

/** Asks before something is done that cannot be taken back, and says what follows. Stays open where it fails, with the reason. */
export function ConfirmDialog(props: Question & { readonly open: boolean; readonly onClose: () => void }) {
  const { label, title, follows, act, open, onClose } = props;
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const close = (): void => {
    setFault(undefined);
    onClose();
  };
  const run = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      await act();
      close();
    } catch (e) {
      setFault(asApiError(e).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      lead={follows}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="danger" busy={busy} onClick={() => void run()}>
            {label}
          </Button>
        </>
      }
    >
      {fault !== undefined && (
        <p role="alert" className="text-sm text-danger">
          {fault}
        </p>
      )}
    </Dialog>
  );
}

/** A button that asks first. */
export function Confirm({ disabled = false, ...question }: Question & { readonly disabled?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" look="danger" disabled={disabled} onClick={() => setOpen(true)}>
        {question.label}
      </Button>
      <ConfirmDialog {...question} open={open} onClose={() => setOpen(false)} />
    </>
  );
}
