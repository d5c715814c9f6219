import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useRenew, type Detail } from './data.ts';

/** The end of a source, asked for by its name. */
export function DeleteSource({ source }: { readonly source: Detail }) {
  const navigate = useNavigate();
  const renew = useRenew();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.delete(path('/sources/{id}', { id: source.id }));
      toast.done(`${source.name} is deleted.`);
      await navigate({ to: '/sources' });
      await renew();
    } catch (e) {
      toast.failed(e);
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)}>
        Delete source
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${source.name}?`}
        lead="Its secrets are erased and nothing of it is taken any more, within 15 seconds. What it delivered stays. This cannot be undone."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button look="danger" busy={busy} disabled={typed.trim() !== source.name} onClick={() => void remove()}>
              Delete
            </Button>
          </>
        }
      >
        <Field
          label={`Type its name to confirm: ${source.name}`}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      </Dialog>
    </>
  );
}
