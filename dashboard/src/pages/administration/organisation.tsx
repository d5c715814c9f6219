import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { OrganisationView } from '../../../../src/contracts/sign-in.ts';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSend } from './use-form.ts';

function Settings({ org }: { readonly org: OrganisationView }) {
  const admin = useMay('admin');
  const client = useQueryClient();
  const form = useSend();
  const [name, setName] = useState(org.name);
  const [automatic, setAutomatic] = useState(String(org.automaticPerHour));
  const [all, setAll] = useState(String(org.actionsPerHour));
  const [blast, setBlast] = useState(String(org.blastPerHour));
  const [timezone, setTimezone] = useState(org.timezone);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.patch(path('/organisations/{id}', { id: org.id }), {
        name,
        automaticPerHour: Number(automatic),
        actionsPerHour: Number(all),
        blastPerHour: Number(blast),
        timezone: timezone.trim(),
      });
      await client.invalidateQueries({ queryKey: ['organisation'] });
      toast.done('Kept.');
    });
  };
  return (
    <form className="flex max-w-[420px] flex-col gap-3" onSubmit={submit}>
      <Field
        label="Name"
        value={name}
        maxLength={100}
        disabled={!admin}
        onChange={(e) => setName(e.target.value)}
        error={form.at('/name')}
      />
      <Field
        label="Actions an hour without a person"
        type="number"
        min={0}
        max={1000}
        value={automatic}
        disabled={!admin}
        hint="Whatever the policies let go by itself stops at this; then a person is asked"
        onChange={(e) => setAutomatic(e.target.value)}
        error={form.at('/automaticPerHour')}
      />
      <Field
        label="Actions an hour altogether"
        type="number"
        min={0}
        max={10_000}
        value={all}
        disabled={!admin}
        hint="Approved ones included: a runaway stops here"
        onChange={(e) => setAll(e.target.value)}
        error={form.at('/actionsPerHour')}
      />
      <Field
        label="Targets and dependents an hour"
        type="number"
        min={0}
        max={100_000}
        value={blast}
        disabled={!admin}
        hint="How much all actions of an hour together may touch"
        onChange={(e) => setBlast(e.target.value)}
        error={form.at('/blastPerHour')}
      />
      <Field
        label="Time zone"
        value={timezone}
        maxLength={64}
        disabled={!admin}
        hint="Its hours and days are those that policies speak of, such as Europe/Berlin"
        onChange={(e) => setTimezone(e.target.value)}
        error={form.at('/timezone')}
      />
      {form.general !== undefined && (
        <p role="alert" className="text-sm text-danger">
          {form.general}
        </p>
      )}
      {admin ? (
        <div>
          <Button
            type="submit"
            look="primary"
            busy={form.busy}
            disabled={name.trim() === '' || automatic === '' || all === '' || blast === '' || timezone.trim() === ''}
          >
            Save
          </Button>
        </div>
      ) : (
        <p className="text-xs text-muted">An admin changes these.</p>
      )}
    </form>
  );
}

/** The organisation's name, and the budgets that stop a runaway. */
export function Organisation() {
  const org = useQuery({
    queryKey: ['organisation', 'whole'],
    queryFn: ({ signal }) => api.get('/organisations', { signal }),
  });
  if (org.isPending) return <SkeletonLines lines={5} />;
  if (org.isError) return <ErrorState error={org.error} retry={() => void org.refetch()} />;
  const [own] = org.data.organisations;
  return own === undefined ? null : <Settings key={own.id} org={own} />;
}
