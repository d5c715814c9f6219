import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Id } from '../../ui/id.tsx';

/** Something that is answered once and kept nowhere: copied now, or made anew. */
export function ShownOnce(props: {
  readonly title: string;
  readonly text: string | undefined;
  readonly note: string;
  readonly onClose: () => void;
}) {
  const { title, text, note, onClose } = props;
  return (
    <Dialog
      open={text !== undefined}
      onClose={onClose}
      title={title}
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <p role="note" className="mb-3 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
        Shown once. {note}
      </p>
      {text !== undefined && <Id id={text} wrap />}
    </Dialog>
  );
}
