import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, Textarea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSend } from '../administration/use-form.ts';
import { useRules, type RuleLine } from './data.ts';
import { startHunt, type HuntRequest } from './hunts-data.ts';

const DAY_MS = 86_400_000;
const DAYS_MAX = 400;
const BYTES = [
  ['2000000000', '2 GB'],
  ['10000000000', '10 GB'],
  ['50000000000', '50 GB, the most'],
] as const;
const SECONDS = [
  ['900', '15 minutes'],
  ['3600', 'an hour'],
  ['21600', '6 hours, the longest'],
] as const;

/** Starts a hunt through the archive: by a rule in force, or by a text that is tried out. */
export function HuntDialog({
  rule: of,
  onClose,
}: {
  readonly rule: Pick<RuleLine, 'id' | 'title'> | undefined;
  readonly onClose: () => void;
}) {
  const rules = useRules();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useSend();
  const [kind, setKind] = useState<'rule' | 'text'>('rule');
  const [rule, setRule] = useState(of?.id ?? '');
  const [text, setText] = useState('');
  const [days, setDays] = useState('30');
  const [maxBytes, setMaxBytes] = useState<string>(BYTES[0][0]);
  const [maxSeconds, setMaxSeconds] = useState<string>(SECONDS[0][0]);
  const [tried, setTried] = useState(false);
  const all = rules.data?.rules ?? [];
  const n = Number(days);
  const daysFault = n >= 1 && n <= DAYS_MAX && Number.isInteger(n) ? undefined : `1 to ${DAYS_MAX} days.`;
  const lacks = kind === 'rule' ? rule === '' : text.trim() === '';

  const submit = (e: FormEvent): void => {
    e.preventDefault();
    setTried(true);
    if (lacks || daysFault !== undefined) return;
    void form.send(async () => {
      const now = Date.now();
      const what: HuntRequest['what'] = kind === 'text' ? { kind, text } : { kind, rule };
      const hunt = await startHunt({
        what,
        from: now - n * DAY_MS,
        to: now,
        maxBytes: Number(maxBytes),
        maxSeconds: Number(maxSeconds),
      });
      await client.invalidateQueries({ queryKey: ['hunts'] });
      toast.done('The hunt is on.');
      onClose();
      await navigate({ to: '/rules', search: { tab: 'hunts', hunt: hunt.id } as never });
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Hunt through the archive"
      lead={
        of === undefined
          ? 'What a rule would have found in what came before. What is beyond the budget is said, not hidden.'
          : `What “${of.title}” would have found in what came before. What is beyond the budget is said, not hidden.`
      }
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        {of === undefined && (
          <>
            <Select
              label="What to look for"
              value={kind}
              onChange={(e) => setKind(e.target.value === 'text' ? 'text' : 'rule')}
              options={[
                ['rule', 'A rule: what it finds becomes findings'],
                ['text', 'A Sigma text that is tried out: matches are shown only'],
              ]}
            />
            {kind === 'rule' ? (
              <Select
                label="Rule"
                value={rule}
                onChange={(e) => setRule(e.target.value)}
                error={tried && rule === '' ? 'Choose a rule.' : form.at('/what/rule')}
                options={[
                  ['', rules.isPending ? 'Loading…' : 'Choose a rule'],
                  ...all
                    .filter((r) => r.state === 'enabled' || r.state === 'shadow')
                    .toSorted((a, b) => a.title.localeCompare(b.title))
                    .map((r): readonly [string, string] => [r.id, r.title]),
                ]}
              />
            ) : (
              <Textarea
                label="Sigma"
                rows={8}
                className="mono"
                value={text}
                spellCheck={false}
                onChange={(e) => setText(e.target.value)}
                error={(tried && text.trim() === '' ? 'Paste a Sigma text.' : undefined) ?? form.at('/what/text')}
              />
            )}
          </>
        )}
        <div className="grid gap-4 sm:grid-cols-3">
          <Field
            label="Days back"
            type="number"
            inputMode="numeric"
            min={1}
            max={DAYS_MAX}
            value={days}
            onChange={(e) => setDays(e.target.value)}
            error={daysFault ?? form.at('/from')}
          />
          <Select
            label="At most read"
            value={maxBytes}
            onChange={(e) => setMaxBytes(e.target.value)}
            options={BYTES}
            error={form.at('/maxBytes')}
          />
          <Select
            label="At most for"
            value={maxSeconds}
            onChange={(e) => setMaxSeconds(e.target.value)}
            options={SECONDS}
            error={form.at('/maxSeconds')}
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
            Start the hunt
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
