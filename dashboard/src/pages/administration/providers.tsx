import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Confirm } from '../account/confirm.tsx';
import { AddOidc, SetAccess } from './provider-forms.tsx';

const newcomers = (role: string | null): string => (role === null ? 'nobody new' : `newcomers as ${role}`);

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
