import { useState, type ReactNode } from 'react';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** A button that asks before it does what cannot be taken back, and says what follows. */
export function Confirm(props: {
  readonly label: string;
  readonly title: string;
  readonly follows: ReactNode;
  readonly act: () => Promise<unknown>;
  readonly disabled?: boolean;
}) {
  const { label, title, follows, act, disabled = false } = props;
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const close = (): void => {
    setOpen(false);
    setFault(undefined);
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
    <>
      <Button size="sm" look="danger" disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
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
    </>
  );
}
