import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useMyKeys, useUsers } from '../account/data.ts';
import { ForAdmins } from './for-admins.tsx';
import { EXPIRIES, expiryAt } from './expiry.ts';
import { ShownOnce } from './shown-once.tsx';
import { useSend } from './use-form.ts';

function Make({ onMade, onClose }: { readonly onMade: (key: string) => void; readonly onClose: () => void }) {
  const users = useUsers();
  const form = useSend();
  const client = useQueryClient();
  const people = (users.data?.users ?? []).filter((u) => u.disabledAt === null);
  const [user, setUser] = useState('');
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const chosen = user === '' ? (people[0]?.id ?? '') : user;
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      const { apiKey } = await api.post('/keys', { user: chosen, name: name.trim(), ...expiryAt(days, Date.now()) });
      await client.invalidateQueries({ queryKey: ['keys'] });
      onMade(apiKey);
    });
  };
  return (
    <Dialog open onClose={onClose} title="Make an API key" lead="It may do what its person may.">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Select
          label="Person"
          value={chosen}
          onChange={(e) => setUser(e.target.value)}
          options={people.map((u) => [u.id, `${u.name} (${u.role})`] as const)}
          error={form.at('/user')}
        />
        <Field
          label="Name"
          value={name}
          maxLength={100}
          hint="What uses it"
          onChange={(e) => setName(e.target.value)}
          error={form.at('/name')}
        />
        <Select
          label="Good for"
          value={days}
          onChange={(e) => setDays(e.target.value)}
          options={EXPIRIES}
          error={form.at('/expiresAt')}
        />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={name.trim() === '' || chosen === ''}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const isOver = (expiresAt: number | null): boolean => expiresAt !== null && expiresAt <= Date.now();

/** API keys: one's own, and for an admin everybody's. */
export function ApiKeys() {
  const admin = useMay('admin');
  const client = useQueryClient();
  const keys = useMyKeys();
  const users = useUsers();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  if (keys.isPending) return <SkeletonLines lines={5} />;
  if (keys.isError) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />;
  const nameOf = (id: string): string => users.data?.users.find((u) => u.id === id)?.name ?? id;
  return (
    <div className="flex flex-col gap-3">
      {admin ? (
        <div>
          <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
            Make key
          </Button>
        </div>
      ) : (
        <ForAdmins>These are your own. An admin sees everybody’s, makes and revokes them.</ForAdmins>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {keys.data.keys.length === 0 && (
          <li>
            <EmptyState icon="key" title="No API key">
              An admin makes keys for people and their tools.
            </EmptyState>
          </li>
        )}
        {keys.data.keys.map((k) => (
          <li key={k.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-48">
              <span className="block truncate font-medium">{k.name}</span>
              <span className="block truncate text-xs text-muted">
                {nameOf(k.user)}, made <Time at={k.createdAt} />
                {k.expiresAt !== null && (
                  <>
                    , {isOver(k.expiresAt) ? 'ended' : 'ends'} <Time at={k.expiresAt} />
                  </>
                )}
              </span>
            </span>
            <span className="text-xs text-muted">
              used <Time at={k.lastUsedAt} unknown="never" />
            </span>
            {k.revokedAt !== null || isOver(k.expiresAt) ? (
              <Badge>{k.revokedAt !== null ? 'revoked' : 'over'}</Badge>
            ) : (
              admin && (
                <Confirm
                  label="Revoke"
                  title={`Revoke the key ${k.name}?`}
                  follows="Whatever uses it is refused from now on, at once. It cannot be brought back."
                  act={async () => {
                    await api.delete(path('/keys/{id}', { id: k.id }));
                    await client.invalidateQueries({ queryKey: ['keys'] });
                  }}
                />
              )
            )}
          </li>
        ))}
      </ul>
      {making && (
        <Make
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      )}
      <ShownOnce
        title="The API key"
        text={made}
        note="Put it where it is used; if it is lost, make another."
        onClose={() => setMade(undefined)}
      />
    </div>
  );
}
