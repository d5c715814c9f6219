import type { Role } from '../../../../src/contracts/common.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useSend } from './use-form.ts';

interface Providers {
  readonly oidc: readonly {
    readonly id: string;
    readonly name: string;
    readonly issuer: string;
    readonly clientId: string;
    readonly domains: readonly string[];
    readonly newUserRole: string | null;
  }[];
  readonly access: {
    readonly teamDomain: string;
    readonly audience: string;
    readonly newUserRole: string | null;
  } | null;
}
const NEWCOMERS = [
  ['', 'Only people who are here already'],
  ['viewer', 'Newcomers as viewers'],
  ['analyst', 'Newcomers as analysts'],
] as const;
const newcomers = (role: string | null): string => (role === null ? 'nobody new' : `newcomers as ${role}`);

function AddOidc({ onDone, onClose }: { readonly onDone: () => Promise<void>; readonly onClose: () => void }) {
  const form = useSend();
  const [f, setF] = useState({ name: '', issuer: '', clientId: '', clientSecret: '', domains: '', newUserRole: '' });
  const field = (
    key: keyof typeof f,
    label: string,
    more: { hint?: string; type?: string; placeholder?: string } = {},
  ) => (
    <Field
      label={label}
      value={f[key]}
      onChange={(e) => setF({ ...f, [key]: e.target.value })}
      error={form.at(`/${key}`)}
      {...more}
    />
  );
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.post('/identity-providers/oidc', {
        name: f.name,
        issuer: f.issuer,
        clientId: f.clientId,
        domains: f.domains.split(/[\s,]+/).filter((d) => d !== ''),
        ...(f.clientSecret === '' ? {} : { clientSecret: f.clientSecret }),
        ...(f.newUserRole === '' ? {} : { newUserRole: f.newUserRole as Role }),
      });
      await onDone();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add an identity provider"
      lead={`OpenID Connect, authorization code with PKCE. Register ${location.origin}/api/v1/sign-in/oidc/callback as the redirect address there.`}
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        {field('name', 'Name', { hint: 'On the sign-in button' })}
        {field('issuer', 'Issuer', { placeholder: 'https://login.example.com' })}
        {field('clientId', 'Client id')}
        {field('clientSecret', 'Client secret', {
          type: 'password',
          hint: 'If the provider gave one; never shown again',
        })}
        {field('domains', 'E-mail domains', {
          hint: 'Whose verified addresses may come in',
          placeholder: 'example.com',
        })}
        <Select
          label="Who may come"
          value={f.newUserRole}
          onChange={(e) => setF({ ...f, newUserRole: e.target.value })}
          options={NEWCOMERS}
        />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function SetAccess({ onDone, onClose }: { readonly onDone: () => Promise<void>; readonly onClose: () => void }) {
  const form = useSend();
  const [team, setTeam] = useState('');
  const [audience, setAudience] = useState('');
  const [role, setRole] = useState('');
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.put('/identity-providers/access', {
        teamDomain: team.trim(),
        audience: audience.trim(),
        ...(role === '' ? {} : { newUserRole: role as Role }),
      });
      await onDone();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Cloudflare Access"
      lead="Whoever the application’s policy lets through may sign in."
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field
          label="Team domain"
          placeholder="team.cloudflareaccess.com"
          value={team}
          onChange={(e) => setTeam(e.target.value)}
          error={form.at('/teamDomain')}
        />
        <Field
          label="Audience"
          hint="The application’s AUD tag"
          value={audience}
          onChange={(e) => setAudience(e.target.value)}
          error={form.at('/audience')}
        />
        <Select label="Who may come" value={role} onChange={(e) => setRole(e.target.value)} options={NEWCOMERS} />
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Ways to sign in from elsewhere. */
export function Providers() {
  const client = useQueryClient();
  const [open, setOpen] = useState<'oidc' | 'access'>();
  const list = useQuery({
    queryKey: ['identity-providers'],
    queryFn: ({ signal }) => api.get('/identity-providers', { signal }),
  });
  const renew = async (): Promise<void> => {
    setOpen(undefined);
    await client.invalidateQueries({ queryKey: ['identity-providers'] });
  };
  if (list.isPending) return <SkeletonLines lines={5} />;
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const { oidc, access } = list.data;
  return (
    <div className="flex flex-col gap-4">
      <Panel
        title="OpenID Connect"
        aside={
          <Button size="sm" icon="plus" onClick={() => setOpen('oidc')}>
            Add
          </Button>
        }
        flush
      >
        {oidc.length === 0 && (
          <p className="px-4 py-4 text-sm text-muted">None. Passkeys and one-time links work without.</p>
        )}
        <ul className="divide-y divide-line">
          {oidc.map((p) => (
            <li key={p.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
              <span className="min-w-0 flex-1 basis-52">
                <span className="block truncate font-medium">{p.name}</span>
                <span className="block truncate text-xs text-muted">
                  {p.issuer}, {p.domains.join(', ')}, {newcomers(p.newUserRole)}
                </span>
              </span>
              <Confirm
                label="Remove"
                title={`Remove ${p.name}?`}
                follows="Nobody signs in through it any more. Who is signed in stays so until their session ends."
                act={async () => {
                  await api.delete(path('/identity-providers/oidc/{id}', { id: p.id }));
                  await renew();
                }}
              />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel
        title="Cloudflare Access"
        aside={
          access === null ? (
            <Button size="sm" icon="plus" onClick={() => setOpen('access')}>
              Set up
            </Button>
          ) : (
            <Confirm
              label="Remove"
              title="Remove Cloudflare Access?"
              follows="Nobody signs in through it any more."
              act={async () => {
                await api.delete('/identity-providers/access');
                await renew();
              }}
            />
          )
        }
      >
        {access === null ? (
          <p className="text-sm text-muted">Not set up.</p>
        ) : (
          <KeyValues
            items={[
              ['Team', access.teamDomain],
              ['Audience', <Id key="a" id={access.audience} />],
              ['Lets in', newcomers(access.newUserRole)],
            ]}
          />
        )}
      </Panel>
      {open === 'oidc' && <AddOidc onDone={renew} onClose={() => setOpen(undefined)} />}
      {open === 'access' && <SetAccess onDone={renew} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
