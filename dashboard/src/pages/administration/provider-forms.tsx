import { useState, type FormEvent } from 'react';
import type { Role } from '../../../../src/contracts/common.ts';
import { api } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { useSend } from './use-form.ts';

const NEWCOMERS = [
  ['', 'Only people who are here already'],
  ['viewer', 'Newcomers as viewers'],
  ['analyst', 'Newcomers as analysts'],
] as const;

/** Form for a provider of OpenID Connect. */
export function AddOidc({ onDone, onClose }: { readonly onDone: () => Promise<void>; readonly onClose: () => void }) {
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

/** Form for Cloudflare Access. */
export function SetAccess({ onDone, onClose }: { readonly onDone: () => Promise<void>; readonly onClose: () => void }) {
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
