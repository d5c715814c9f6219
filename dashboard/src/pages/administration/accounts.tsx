import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, type Answer } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { accountBody, EMPTY, type Form } from './account-body.ts';
import { ForAdmins } from './for-admins.tsx';
import { Saved } from './trust.tsx';
import { useSend } from './use-form.ts';

const ENVIRONMENTS = [
  ['production', 'Production'],
  ['staging', 'Staging'],
  ['development', 'Development'],
  ['unknown', 'Unknown: treated as production'],
] as const;

const AUTHS = [
  ['web_identity', 'Tokens, no keys'],
  ['static', 'Access keys'],
] as const;

interface Editing {
  readonly start: Form;
  /** Which roles it has: their ARNs are not told, so that they are given again or dropped. */
  readonly had: { readonly writeRole: boolean; readonly readRole: boolean };
}
const AFRESH: Editing = { start: EMPTY, had: { writeRole: false, readRole: false } };

function Put({ start, had, onClose }: Editing & { readonly onClose: () => void }) {
  const client = useQueryClient();
  const form = useSend();
  const [f, setF] = useState(start);
  const [saved, setSaved] = useState<Answer<'put', '/accounts'>>();
  const keys = f.auth === 'static';
  if (saved !== undefined)
    return <Saved account={saved.account} trust={saved.trust} warnings={saved.warnings} onClose={onClose} />;
  const field = (key: keyof Form, label: string, more: { hint?: string; type?: string; disabled?: boolean } = {}) => (
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
      const done = await api.put('/accounts', accountBody(f));
      await client.invalidateQueries({ queryKey: ['accounts'] });
      if (done.trust === undefined && done.warnings.length === 0) onClose();
      else setSaved(done);
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={start.account === '' ? 'Add an AWS account' : `Change ${start.name}`}
      lead={
        start.account === ''
          ? 'Without keys, AWS trusts tokens of this installation. Keys would be encrypted where they are kept and never shown again.'
          : 'Saving replaces all of it. The keys and roles are never shown again, so enter them anew: what you leave empty is gone.'
      }
    >
      <form className="grid gap-3 sm:grid-cols-2" onSubmit={submit}>
        {field('account', 'Account id', { disabled: start.account !== '' })}
        {field('name', 'Name')}
        <Select
          label="Environment"
          value={f.environment}
          onChange={(e) => setF({ ...f, environment: e.target.value })}
          options={ENVIRONMENTS}
          error={form.at('/environment')}
        />
        {field('regions', 'Regions', { hint: 'Separated by commas' })}
        <Select
          label="Reached by"
          value={f.auth}
          onChange={(e) => setF({ ...f, auth: e.target.value === 'static' ? 'static' : 'web_identity' })}
          options={AUTHS}
          error={form.at('/auth')}
        />
        {keys && field('accessKeyId', 'Access key id')}
        {keys && field('secretAccessKey', 'Secret access key', { type: 'password' })}
        {field('writeRoleArn', 'Role for changes', {
          hint: !keys
            ? 'ARN; the output WriteRoleArn of infra/aws/access.yaml'
            : had.writeRole
              ? 'It has one now: left empty, the keys act as they are from now on'
              : 'ARN; without one the keys act as they are',
        })}
        {field('readRoleArn', 'Role for reading', {
          hint: !keys
            ? 'ARN; its output ReadRoleArn'
            : had.readRole
              ? 'It has one now: left empty, it is dropped'
              : 'ARN',
        })}
        {keys && field('externalId', 'External id', { hint: 'If the roles ask for one' })}
        {form.general !== undefined && (
          <p role="alert" className="text-sm text-danger sm:col-span-2">
            {form.general}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-2 sm:col-span-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** AWS accounts that Vedette guards. */
export function Accounts() {
  const admin = useMay('admin');
  const [editing, setEditing] = useState<Editing>();
  const list = useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => api.get('/accounts', { signal }),
  });
  if (list.isPending) return <SkeletonLines lines={5} />;
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      {admin ? (
        <div>
          <Button look="primary" icon="plus" onClick={() => setEditing(AFRESH)}>
            Add account
          </Button>
        </div>
      ) : (
        <ForAdmins>An admin adds accounts and changes their keys.</ForAdmins>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {list.data.accounts.length === 0 && (
          <li>
            <EmptyState icon="lock" title="No account is guarded">
              {admin ? 'Add one: without it nothing can be looked at or contained in AWS.' : 'An admin adds accounts.'}
            </EmptyState>
          </li>
        )}
        {list.data.accounts.map((a) => (
          <li key={a.account} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-52">
              <span className="block truncate font-medium">{a.name}</span>
              <span className="block truncate text-xs text-muted">
                <span className="mono">{a.account}</span> in {a.regions.join(', ')}
              </span>
            </span>
            <Badge tone={a.environment === 'production' ? 'warn' : 'neutral'}>{a.environment}</Badge>
            {a.auth === 'static' && <Badge tone="warn">standing keys</Badge>}
            {!a.writeRole && <Badge tone="danger">keys act as they are</Badge>}
            <span className="text-xs text-muted">
              changed <Time at={a.updatedAt} />
            </span>
            {admin && (
              <Button
                size="sm"
                onClick={() =>
                  setEditing({
                    start: {
                      ...EMPTY,
                      account: a.account,
                      name: a.name,
                      environment: a.environment,
                      auth: a.auth,
                      regions: a.regions.join(', '),
                    },
                    had: a,
                  })
                }
              >
                Change
              </Button>
            )}
          </li>
        ))}
      </ul>
      {editing !== undefined && <Put {...editing} onClose={() => setEditing(undefined)} />}
    </div>
  );
}
