import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Quota, ReviewView } from '../../../../src/contracts/quotas.ts';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch, Textarea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSend } from '../administration/use-form.ts';
import { useAgents } from './data.ts';
import { boardReason } from './quota-words.ts';
import { useQuotaFields } from './quota-fields.tsx';

const NONE: Quota = { actionsPerHour: 0, tokensPerDay: 0, microUsdPerDay: 0, selfSuggest: true };

function Form({
  review,
  verdict,
  quota,
  onClose,
  onDone,
}: {
  readonly review: ReviewView;
  readonly verdict: 'approve' | 'deny';
  readonly quota: Quota | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const client = useQueryClient();
  const form = useSend();
  const [reason, setReason] = useState('');
  const [own, setOwn] = useState(false);
  const { fields, patch } = useQuotaFields(quota ?? NONE, (pointer) => form.at(`/quota${pointer}`));
  const approve = verdict === 'approve';
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.post(path('/reviews/{id}', { id: review.id }), {
        verdict,
        reason: reason.trim(),
        ...(approve && own && patch !== undefined ? { quota: patch } : {}),
      });
      toast.done(approve ? 'Approved: the plan goes on as the policy said' : 'Denied: the plan ends here');
      onDone();
      onClose();
      await Promise.all(
        ['reviews', 'agents', 'approvals', 'incident'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <p className="rounded-md border border-line bg-sunken px-3 py-2 text-sm wrap-anywhere">
        {boardReason(review.reason)}
      </p>
      {approve && quota !== undefined && (
        <>
          <Switch label="Set the quota myself (else it is raised by just enough)" checked={own} onChange={setOwn} />
          {own && fields}
        </>
      )}
      <Textarea
        label="Reason"
        hint="Published with the verdict, and kept in the audit trail."
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
          look={approve ? 'primary' : 'danger'}
          busy={form.busy}
          disabled={reason.trim() === '' || (own && patch === undefined)}
        >
          {approve ? 'Approve' : 'Deny'}
        </Button>
      </div>
    </form>
  );
}

/** Decides on a proposal beyond its agent's budget. */
export function ReviewDialog(props: {
  readonly review: ReviewView;
  readonly verdict: 'approve' | 'deny';
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { review, verdict, onClose } = props;
  const quota = useAgents().data?.find((a) => a.id === review.agent)?.quota;
  return (
    <Dialog
      open
      onClose={onClose}
      wide={verdict === 'approve'}
      title={verdict === 'approve' ? 'Let this proposal go on' : 'End this proposal'}
      lead={
        verdict === 'approve'
          ? 'The plan goes on as the policy said: by itself, or to its approvers. The agent’s quota is raised.'
          : 'The plan ends; nothing is done in AWS. The quota stays as it is.'
      }
    >
      <Form key={quota === undefined ? 'waits' : 'known'} {...props} quota={quota} />
    </Dialog>
  );
}
