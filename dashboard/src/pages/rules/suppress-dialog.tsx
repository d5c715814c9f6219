import { useState, type FormEvent } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, Textarea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSend } from '../administration/use-form.ts';
import { useRenewRules, useRules } from './data.ts';
import { EndField } from './end-field.tsx';
import { endOf } from './words.ts';
import { EMPTY_ROW, faultOfRows, whereOf, type WhereRow } from './where.ts';
import { WhereRows } from './where-rows.tsx';

export interface Suppressing {
  /** Undefined: to be chosen */
  readonly rule: string | undefined;
  /** Begins with these lines */
  readonly rows?: readonly WhereRow[];
  /** May be added: what the finding has besides */
  readonly offers?: readonly WhereRow[];
}

/** Keeps what a rule finds, where it is so, from becoming findings, until an end. What the server refuses is said at its field. */
export function SuppressDialog({
  rule: of,
  rows: start,
  offers,
  onClose,
}: Suppressing & { readonly onClose: () => void }) {
  const admin = useMay('admin');
  const rules = useRules();
  const renew = useRenewRules();
  const form = useSend();
  const [rule, setRule] = useState(of ?? '');
  const [rows, setRows] = useState<readonly WhereRow[]>(
    start === undefined || start.length === 0 ? [EMPTY_ROW] : start,
  );
  const [reason, setReason] = useState('');
  const [end, setEnd] = useState({ choice: '30', date: '' });
  const [tried, setTried] = useState(false);
  const all = rules.data?.rules ?? [];
  const titled = all.find((r) => r.id === of);
  const fault = faultOfRows(rows);
  const until = endOf(end.choice, end.date, Date.now());
  const missing = tried && reason.trim() === '' ? 'Say why, for whoever asks in a year.' : undefined;

  const submit = (e: FormEvent): void => {
    e.preventDefault();
    setTried(true);
    if (rule === '' || fault !== undefined || reason.trim() === '' || until === undefined) return;
    void form.send(async () => {
      await api.post('/suppressions', { rule, where: whereOf(rows), reason: reason.trim(), expiresAt: until });
      await renew();
      toast.done('Suppressed. What is kept back from now on is counted at the rule.');
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title="Suppress"
      lead={
        of === undefined
          ? 'What is found where all of this holds is kept and counted, and becomes no finding.'
          : `“${titled?.title ?? of}” finds nothing more where all of this holds. What is kept back is counted at the rule.`
      }
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        {of === undefined && (
          <Select
            label="Rule"
            value={rule}
            onChange={(e) => setRule(e.target.value)}
            error={tried && rule === '' ? 'Choose a rule.' : form.at('/rule')}
            options={[
              ['', rules.isPending ? 'Loading…' : 'Choose a rule'],
              ...(admin ? [['*', 'All rules'] as const] : []),
              ...all
                .toSorted((a, b) => a.title.localeCompare(b.title))
                .map((r): readonly [string, string] => [r.id, r.title]),
            ]}
            hint={rule === '*' ? 'For all rules at least one field must be wanted whole.' : undefined}
          />
        )}
        <WhereRows
          rows={rows}
          onChange={setRows}
          offers={offers ?? []}
          error={(tried ? fault : undefined) ?? form.at('/where')}
        />
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_200px]">
          <Textarea
            label="Reason"
            rows={2}
            value={reason}
            maxLength={500}
            placeholder="The backup role reads all secrets each night (SEC-142)"
            onChange={(e) => setReason(e.target.value)}
            error={missing ?? form.at('/reason')}
          />
          <EndField
            label="Until"
            value={end}
            onChange={setEnd}
            error={(tried && until === undefined ? 'Choose a day.' : undefined) ?? form.at('/expiresAt')}
          />
        </div>
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            Suppress
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
