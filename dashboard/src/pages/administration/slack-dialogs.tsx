import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { useUsers } from '../account/data.ts';
import { useSend } from './use-form.ts';

/** Connects a workspace. */
export function AddWorkspace({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const form = useSend();
  const [team, setTeam] = useState('');
  const [name, setName] = useState('');
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.post('/slack/workspaces', { team, name: name.trim() });
      await client.invalidateQueries({ queryKey: ['slack'] });
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Connect a Slack workspace"
      lead="Its buttons and /vedette then reach this organisation."
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field
          label="Workspace id"
          className="mono"
          placeholder="T0123ABCD"
          hint="Slack’s own: in the address app.slack.com/client/T…"
          value={team}
          onChange={(e) => setTeam(e.target.value.trim().toUpperCase())}
          error={form.at('/team')}
        />
        <Field
          label="Name"
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.target.value)}
          error={form.at('/name')}
        />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={team === '' || name.trim() === ''}>
            Connect
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Says whose a Slack account is. */
export function MapUser({
  teams,
  onClose,
}: {
  readonly teams: readonly (readonly [string, string])[];
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const users = useUsers();
  const form = useSend();
  const [team, setTeam] = useState(teams[0]?.[0] ?? '');
  const [slackUser, setSlackUser] = useState('');
  const [user, setUser] = useState('');
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.post('/slack/users', { team, slackUser, user });
      await client.invalidateQueries({ queryKey: ['slack'] });
      onClose();
    });
  };
  const people = (users.data?.users ?? []).filter((u) => u.disabledAt === null);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Say whose a Slack account is"
      lead="In Slack it may do what that person may: reversible plans are approved there, all others here."
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Select label="Workspace" value={team} onChange={(e) => setTeam(e.target.value)} options={teams} />
        <Field
          label="Member id"
          className="mono"
          placeholder="U0123ABCD"
          hint="In Slack: the person’s profile, then Copy member ID"
          value={slackUser}
          onChange={(e) => setSlackUser(e.target.value.trim().toUpperCase())}
          error={form.at('/slackUser')}
        />
        <Select
          label="Person"
          value={user}
          onChange={(e) => setUser(e.target.value)}
          options={[['', 'Choose…'], ...people.map((u) => [u.id, `${u.name} (${u.role})`] as const)]}
          error={form.at('/user')}
        />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={slackUser === '' || user === ''}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
