import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { AgentView } from '../../../../src/contracts/quotas.ts';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Textarea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSend } from '../administration/use-form.ts';
import { useQuotaFields } from './quota-fields.tsx';

/** Changes what an agent may do by itself, with the reason for the record. */
export function QuotaDialog({ agent, onClose }: { readonly agent: AgentView; readonly onClose: () => void }) {
  const client = useQueryClient();
  const form = useSend();
  const [reason, setReason] = useState('');
  const { fields, patch } = useQuotaFields(agent.quota, form.at);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.patch(path('/agents/{agent}/quota', { agent: agent.id }), { ...patch, reason: reason.trim() });
      await client.invalidateQueries({ queryKey: ['agents'] });
      toast.done(`The ${agent.id}’s quota is changed.`);
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={`Quota of the ${agent.id}`}
      lead="What it proposes beyond this goes to the review board. Nothing that is under way is stopped."
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        {fields}
        <Textarea
          label="Reason"
          hint="Published with the change, and kept in the audit trail."
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
            disabled={patch === undefined || Object.keys(patch).length === 0 || reason.trim() === ''}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
