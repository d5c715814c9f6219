import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { WindowView } from '../../../../src/contracts/windows.ts';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { useSend } from '../administration/use-form.ts';
import { openingWords } from '../incident/plan-words.ts';

const PRESETS = [
  ['FREQ=WEEKLY;BYDAY=SA,SU', 'Each Saturday and Sunday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'Each working day'],
  ['FREQ=DAILY', 'Each day'],
  ['FREQ=MONTHLY;BYDAY=1SU', 'The first Sunday of each month'],
  ['', 'Another rule'],
] as const;
const SHOWN = 5;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = Intl.supportedValuesOf('timeZone');
const today = (): string => `${new Date().toISOString().slice(0, 10)}T02:00`;

/** Makes or changes a window; its next openings are shown on its own clocks while one writes. */
export function WindowDialog({
  window: w,
  onClose,
}: {
  readonly window: WindowView | undefined;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const form = useSend();
  const [id, setId] = useState(w?.id ?? '');
  const [name, setName] = useState(w?.name ?? '');
  const [rrule, setRrule] = useState(w?.rrule ?? PRESETS[0][0]);
  const [start, setStart] = useState(w?.start.slice(0, 16) ?? today());
  const [timezone, setTimezone] = useState(w?.timezone ?? here);
  const [minutes, setMinutes] = useState(String(w?.durationMinutes ?? 120));
  const body = { name: name.trim(), rrule: rrule.trim(), start, timezone, durationMinutes: Number(minutes) };
  const preview = useQuery({
    queryKey: ['window-preview', body.rrule, start, timezone, minutes],
    // A rule's arithmetic is large: loaded on asking.
    queryFn: async () => (await import('./openings.ts')).previewOpenings(body, Date.now(), SHOWN),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.put(path('/windows/{id}', { id }), body);
      await client.invalidateQueries({ queryKey: ['windows'] });
      onClose();
    });
  };
  const fault = typeof preview.data === 'string' ? preview.data : undefined;
  return (
    <Dialog open onClose={onClose} wide title={w === undefined ? 'Add a maintenance window' : `Change ${w.name}`}>
      <form className="grid gap-3 sm:grid-cols-2" onSubmit={submit}>
        <Field
          label="Name"
          value={name}
          maxLength={100}
          placeholder="Weekend nights"
          onChange={(e) => setName(e.target.value)}
          error={form.at('/name')}
        />
        <Field
          label="Id"
          className="mono"
          value={id}
          disabled={w !== undefined}
          placeholder="weekend-nights"
          hint="As policies name it"
          maxLength={64}
          onChange={(e) => setId(e.target.value)}
          error={
            id !== '' && !/^[a-z0-9][a-z0-9_-]*$/.test(id) ? 'Lower-case letters, digits, - and _.' : form.at('/id')
          }
        />
        <Select
          label="Recurs"
          value={PRESETS.some(([rule]) => rule === rrule) ? rrule : ''}
          onChange={(e) => {
            if (e.target.value !== '') setRrule(e.target.value);
          }}
          options={PRESETS}
        />
        <Field
          label="Rule"
          className="mono"
          value={rrule}
          maxLength={200}
          hint="RFC 5545, without DTSTART"
          onChange={(e) => setRrule(e.target.value.toUpperCase())}
          error={form.at('/rrule')}
        />
        <Field
          label="First start, local time"
          type="datetime-local"
          value={start}
          onChange={(e) => setStart(e.target.value)}
          error={form.at('/start')}
        />
        <Field
          label="Time zone"
          list="time-zones"
          value={timezone}
          onChange={(e) => setTimezone(e.target.value.trim())}
          error={form.at('/timezone')}
        />
        <datalist id="time-zones">
          {ZONES.map((z) => (
            <option key={z} value={z} />
          ))}
        </datalist>
        <Field
          label="Open for (minutes)"
          type="number"
          min={5}
          max={10_080}
          value={minutes}
          onChange={(e) => setMinutes(e.target.value)}
          error={form.at('/durationMinutes')}
        />
        <div
          className="min-h-32 rounded-md border border-line bg-sunken px-3 py-2 text-sm sm:col-span-2"
          aria-live="polite"
        >
          <p className="mb-1 text-xs font-medium">Next openings, on the clocks of {timezone || 'the zone'}</p>
          {preview.data === undefined ? (
            <p className="text-muted">Being worked out…</p>
          ) : typeof preview.data === 'string' ? (
            <p className="text-danger wrap-anywhere">{preview.data}</p>
          ) : (
            <ol>
              {preview.data.map((o) => (
                <li key={o.opensAt}>{openingWords(o.opensAt, o.closesAt, timezone)}</li>
              ))}
            </ol>
          )}
        </div>
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger sm:col-span-2">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-1 sm:col-span-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={form.busy}
            disabled={id === '' || name.trim() === '' || fault !== undefined || !(Number(minutes) >= 5)}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
