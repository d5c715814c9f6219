import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type ApiError } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { accountsOf, KINDS } from './data.ts';
import { Secret, type ShownOnce } from './secret.tsx';

const at = (e: ApiError | undefined, pointer: string): string | undefined =>
  e?.field?.startsWith(pointer) === true ? e.detail : undefined;

/** A new sender: asked for kind, name and the accounts it may speak of; then its secret is shown, once. */
export function AddSource({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<string>(KINDS[0][0]);
  const [name, setName] = useState('');
  const [accounts, setAccounts] = useState('');
  const [wrong, setWrong] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<ShownOnce>();
  const list = accountsOf(accounts);
  const close = (): void => {
    // The secret is kept nowhere: what is closed is gone.
    setMade(undefined);
    setName('');
    setAccounts('');
    setWrong(undefined);
    onClose();
  };
  const submit = async (): Promise<void> => {
    if (list === undefined) return;
    setBusy(true);
    setWrong(undefined);
    try {
      setMade(await api.post('/sources', { kind, name, accounts: list }));
      await client.invalidateQueries({ queryKey: ['sources'] });
    } catch (e) {
      setWrong(asApiError(e));
    } finally {
      setBusy(false);
    }
  };
  if (made !== undefined)
    return (
      <Dialog
        open={open}
        onClose={close}
        title="The sender is set up"
        footer={
          <Button look="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <Secret made={made} />
      </Dialog>
    );
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Add a source"
      lead="A sender with a secret of its own. What it says of accounts not named here is kept and marked, and never leads to an action."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={name.trim() === '' || list === undefined}
            onClick={() => void submit()}
          >
            Add
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
      >
        <Select
          label="Kind"
          value={kind}
          onChange={(e) => setKind(e.target.value)}
          options={KINDS}
          error={at(wrong, '/kind')}
        />
        <Field
          label="Name"
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.target.value)}
          error={at(wrong, '/name')}
        />
        <Field
          label="AWS accounts"
          inputMode="numeric"
          placeholder="111122223333, 444455556666"
          value={accounts}
          onChange={(e) => setAccounts(e.target.value)}
          hint="The accounts that this sender may speak of"
          error={
            list === undefined ? 'An AWS account id is 12 digits; separate several by commas.' : at(wrong, '/accounts')
          }
        />
        {wrong !== undefined && wrong.field === undefined && (
          <p role="alert" className="text-sm text-danger">
            {wrong.detail}
          </p>
        )}
      </form>
    </Dialog>
  );
}
