import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ProtectionView } from '../../../../src/contracts/safeguards.ts';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Textarea } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useNameOf } from '../incident/queries.ts';
import { ReasonDialog } from '../incident/reason-dialog.tsx';
import { useSend } from './use-form.ts';

function Add({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const form = useSend();
  const [pattern, setPattern] = useState('');
  const [reason, setReason] = useState('');
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.post('/protections', { pattern: pattern.trim(), reason: reason.trim() });
      await client.invalidateQueries({ queryKey: ['protections'] });
      toast.done('Protected from now on.');
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Protect something"
      lead="Nothing is ever done to what the pattern covers, whatever policies and people say."
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field
          label="Pattern"
          className="mono"
          value={pattern}
          maxLength={500}
          placeholder="arn:aws:iam::*:role/break-glass"
          hint="An ARN, id, name or address; * stands for any text"
          onChange={(e) => setPattern(e.target.value)}
          error={form.at('/pattern')}
        />
        <Textarea
          label="Reason"
          value={reason}
          maxLength={1000}
          onChange={(e) => setReason(e.target.value)}
          error={form.at('/reason')}
        />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={form.busy}
            disabled={pattern.trim().length < 3 || reason.trim() === ''}
          >
            Protect
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Principals and targets that nothing is ever done to. */
export function Protections() {
  const admin = useMay('admin');
  const client = useQueryClient();
  const nameOf = useNameOf();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ProtectionView>();
  const list = useQuery({
    queryKey: ['protections'],
    queryFn: ({ signal }) => api.get('/protections', { signal }),
  });
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  return (
    <Panel
      flush
      title="Protected"
      aside={
        admin && (
          <Button size="sm" icon="plus" onClick={() => setAdding(true)}>
            Protect…
          </Button>
        )
      }
    >
      {list.isPending ? (
        <div className="p-4">
          <SkeletonLines lines={6} />
        </div>
      ) : list.data.protections.length === 0 ? (
        <EmptyState icon="lock" title="Nothing is protected">
          Whatever the policies allow may be acted on. Protect the ways back into your accounts.
        </EmptyState>
      ) : (
        <ul>
          {list.data.protections.map((p) => (
            <li
              key={p.id}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0"
            >
              <div className="min-w-0 flex-1 basis-64">
                <p className="mono wrap-anywhere">{p.pattern}</p>
                <p className="text-xs text-muted wrap-anywhere">
                  {p.reason} · {nameOf(p.createdBy)}, <Time at={p.createdAt} />
                </p>
              </div>
              {admin && (
                <Button size="sm" look="quiet" aria-label={`Unprotect ${p.pattern}`} onClick={() => setRemoving(p)}>
                  Unprotect…
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {adding && <Add onClose={() => setAdding(false)} />}
      {removing !== undefined && (
        <ReasonDialog
          title="Take the protection away"
          lead={`From then on policies and people may decide to act on ${removing.pattern}.`}
          confirm="Unprotect"
          danger
          onClose={() => setRemoving(undefined)}
          onConfirm={async (reason) => {
            try {
              await api.delete(path('/protections/{id}', { id: removing.id }), {}, { reason });
              await client.invalidateQueries({ queryKey: ['protections'] });
              return true;
            } catch (e) {
              toast.failed(e);
              return false;
            }
          }}
        />
      )}
    </Panel>
  );
}
