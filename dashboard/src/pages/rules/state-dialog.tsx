import { useState, type FormEvent } from 'react';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, Textarea } from '../../ui/field.tsx';
import { LEVELS } from '../../ui/severity.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSend } from '../administration/use-form.ts';
import { useRenewRules, type Rule, type State } from './data.ts';
import { EndField } from './end-field.tsx';
import { endOf, STATE_MEANS, STATE_WORD } from './words.ts';

type Level = (typeof LEVELS)[number];
const STATES: readonly (readonly [State, string])[] = [
  ['enabled', 'Enabled'],
  ['shadow', 'Shadow'],
  ['disabled', 'Disabled'],
];

/** Changes how a rule that ships stands here: its state, its level, with a reason and an end after which it is as it ships. */
export function TuneDialog({ rule: r, onClose }: { readonly rule: Rule; readonly onClose: () => void }) {
  const renew = useRenewRules();
  const form = useSend();
  const [state, setState] = useState<State>(r.tuning === null ? 'disabled' : r.state);
  const [level, setLevel] = useState<string>(r.tuning?.level ?? '');
  const [reason, setReason] = useState(r.tuning?.reason ?? '');
  const [end, setEnd] = useState({ choice: '30', date: '' });
  const [tried, setTried] = useState(false);
  const asShipped = state === 'enabled' && level === '';
  const until = endOf(end.choice, end.date, Date.now());
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    setTried(true);
    if (!asShipped && (reason.trim() === '' || until === undefined)) return;
    void form.send(async () => {
      await api.put(path('/rules/{id}/state', { id: r.id }), {
        state,
        level: level === '' ? null : (level as Level),
        ...(asShipped || until === undefined ? {} : { reason: reason.trim(), until }),
      });
      await renew();
      toast.done(asShipped ? 'As it ships again.' : `${STATE_WORD[state]}; in force within 30 seconds.`);
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change how it stands"
      lead="It is as it ships again after the end that you set. The change is in the ledger, with its reason."
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label="State"
            value={state}
            onChange={(e) => setState(e.target.value as State)}
            options={STATES}
            hint={STATE_MEANS[state]}
            error={form.at('/state')}
          />
          <Select
            label="Level of its findings"
            value={level}
            onChange={(e) => setLevel(e.target.value)}
            options={[
              ['', `As it ships: ${r.level}`],
              ...LEVELS.filter((l) => l !== r.level).map((l) => [l, l] as const),
            ]}
            error={form.at('/level')}
          />
        </div>
        {asShipped ? (
          <p className="text-sm text-muted">That is how it ships: what was tuned is taken back.</p>
        ) : (
          <>
            <Textarea
              label="Reason"
              rows={2}
              value={reason}
              maxLength={500}
              placeholder="Noisy until the migration ends (PLAT-881)"
              onChange={(e) => setReason(e.target.value)}
              error={tried && reason.trim() === '' ? 'Say why, for whoever asks in a year.' : form.at('/reason')}
            />
            <EndField
              label="Until"
              value={end}
              onChange={setEnd}
              error={(tried && until === undefined ? 'Choose a day.' : undefined) ?? form.at('/until')}
            />
          </>
        )}
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={state === 'disabled' ? 'danger' : 'primary'} busy={form.busy}>
            {asShipped ? 'Take back' : state === 'disabled' ? 'Disable' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
