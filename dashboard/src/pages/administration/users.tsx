import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Role } from '../../../../src/contracts/common.ts';
import type { UserView } from '../../../../src/contracts/sign-in.ts';
import { api, path } from '../../api/client.ts';
import { useMay, useMe } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { ConfirmDialog } from '../account/confirm.tsx';
import { useUsers } from '../account/data.ts';
import { ForAdmins } from './for-admins.tsx';
import { ShownOnce } from './shown-once.tsx';
import { useSend } from './use-form.ts';

const ROLES = [
  ['viewer', 'Viewer: reads'],
  ['analyst', 'Analyst: works on incidents'],
  ['approver', 'Approver: signs plans'],
  ['admin', 'Admin: people, keys, settings'],
] as const;

function Edit({ user, onClose }: { readonly user: UserView | 'new'; readonly onClose: () => void }) {
  const client = useQueryClient();
  const form = useSend();
  const fresh = user === 'new';
  const [name, setName] = useState(fresh ? '' : user.name);
  const [email, setEmail] = useState(fresh ? '' : user.email);
  const [role, setRole] = useState<Role>(fresh ? 'analyst' : user.role);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await (fresh
        ? api.post('/users', { name, email, role })
        : api.patch(path('/users/{id}', { id: user.id }), { name, role }));
      await client.invalidateQueries({ queryKey: ['users'] });
      onClose();
    });
  };
  return (
    <Dialog open onClose={onClose} title={fresh ? 'Add a person' : `Change ${user.name}`}>
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field
          label="Name"
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.target.value)}
          error={form.at('/name')}
        />
        <Field
          label="E-mail"
          type="email"
          value={email}
          disabled={!fresh}
          onChange={(e) => setEmail(e.target.value)}
          hint={fresh ? 'Identity providers are matched by it' : undefined}
          error={form.at('/email')}
        />
        <Select
          label="Role"
          value={role}
          onChange={(e) => setRole(e.target.value as Role)}
          options={ROLES}
          error={form.at('/role')}
        />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={name.trim() === '' || email === ''}>
            {fresh ? 'Add' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const setDisabled = (user: UserView, disabled: boolean): Promise<unknown> =>
  api.patch(path('/users/{id}', { id: user.id }), { disabled });

/** People: who they are, what they may, how they sign in. */
export function Users() {
  const admin = useMay('admin');
  const me = useMe();
  const client = useQueryClient();
  const list = useUsers();
  const [editing, setEditing] = useState<UserView | 'new'>();
  const [link, setLink] = useState<string>();
  const [disabling, setDisabling] = useState<UserView>();
  const act = async (run: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await run();
      await client.invalidateQueries({ queryKey: ['users'] });
      if (done !== '') toast.done(done);
    } catch (e) {
      toast.failed(e);
    }
  };
  if (list.isPending) return <SkeletonLines lines={5} />;
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      {admin ? (
        <div>
          <Button look="primary" icon="plus" onClick={() => setEditing('new')}>
            Add person
          </Button>
        </div>
      ) : (
        <ForAdmins>An admin adds people, changes what they may, and makes sign-in links for them.</ForAdmins>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {list.data.users.map((u) => (
          <li key={u.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-48">
              <span className="block truncate font-medium">{u.name}</span>
              <span className="block truncate text-xs text-muted">{u.email}</span>
            </span>
            <span className="text-xs text-muted">
              {u.passkeys === 0 ? 'no passkey' : `${u.passkeys} ${u.passkeys === 1 ? 'passkey' : 'passkeys'}`}
              {u.oneTimeCodes && ', codes'}
            </span>
            {u.disabledAt !== null ? <Badge tone="danger">disabled</Badge> : <Badge>{u.role}</Badge>}
            {admin && (
              <Menu trigger={<IconButton icon="more" label={`What to do with ${u.name}`} />}>
                <MenuItem onSelect={() => setEditing(u)}>Change…</MenuItem>
                <MenuItem
                  disabled={u.disabledAt !== null}
                  onSelect={() =>
                    void act(async () => setLink((await api.post('/sign-in-links', { user: u.id })).url), '')
                  }
                >
                  Make a sign-in link
                </MenuItem>
                <MenuItem
                  danger={u.disabledAt === null}
                  disabled={u.id === me.user}
                  onSelect={() =>
                    u.disabledAt === null
                      ? setDisabling(u)
                      : void act(() => setDisabled(u, false), `${u.name} may sign in again.`)
                  }
                >
                  {u.disabledAt === null ? 'Disable…' : 'Enable'}
                </MenuItem>
              </Menu>
            )}
          </li>
        ))}
      </ul>
      {editing !== undefined && <Edit user={editing} onClose={() => setEditing(undefined)} />}
      <ConfirmDialog
        open={disabling !== undefined}
        onClose={() => setDisabling(undefined)}
        label="Disable"
        title={`Disable ${disabling?.name ?? ''}?`}
        follows="All sessions end for good, at once. Passkeys and API keys are good for nothing until you enable the person again; what was done stays on record."
        act={async () => {
          if (disabling === undefined) return;
          await setDisabled(disabling, true);
          await client.invalidateQueries({ queryKey: ['users'] });
        }}
      />
      <ShownOnce
        title="A sign-in link"
        text={link}
        note="Give it to the person yourself; it signs in once, within a quarter of an hour."
        onClose={() => setLink(undefined)}
      />
    </div>
  );
}
