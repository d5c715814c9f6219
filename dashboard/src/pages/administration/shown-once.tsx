import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

const SAID = { idle: 'Copy', done: 'Copied', failed: 'Select it and copy' } as const;

/** Something that is answered once and kept nowhere: copied now, or made anew. */
export function ShownOnce(props: {
  readonly title: string;
  readonly text: string | undefined;
  readonly note: string;
  readonly onClose: () => void;
}) {
  const { title, text, note, onClose } = props;
  const [copied, setCopied] = useState<keyof typeof SAID>('idle');
  const close = (): void => {
    setCopied('idle');
    onClose();
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text ?? '');
      setCopied('done');
    } catch {
      // Without leave for the clipboard, or outside of https.
      setCopied('failed');
    }
  };
  return (
    <Dialog
      open={text !== undefined}
      onClose={close}
      title={title}
      footer={
        <>
          <Button icon={copied === 'done' ? 'check' : 'copy'} onClick={() => void copy()}>
            <span aria-live="polite">{SAID[copied]}</span>
          </Button>
          <Button look="primary" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <p role="note" className="mb-3 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
        Shown once. {note}
      </p>
      {text !== undefined && (
        <p className="mono rounded-md border border-line bg-sunken px-3 py-2 text-sm break-all select-all">{text}</p>
      )}
    </Dialog>
  );
}
