import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useUsers } from '../account/data.ts';
import { ForAdmins } from './for-admins.tsx';
import { AddWorkspace, MapUser } from './slack-dialogs.tsx';

const useWorkspaces = () =>
  useQuery({
    queryKey: ['slack', 'workspaces'],
    queryFn: ({ signal }) => api.get('/slack/workspaces', { signal }).then((a) => a.workspaces),
  });
const useMappings = () =>
  useQuery({
    queryKey: ['slack', 'users'],
    queryFn: ({ signal }) => api.get('/slack/users', { signal }).then((a) => a.users),
  });

const ROW = 'flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0';

/** Slack workspaces that speak for the organisation, and whose each account there is. */
export function Slack() {
  const admin = useMay('admin');
  const client = useQueryClient();
  const workspaces = useWorkspaces();
  const mappings = useMappings();
  const users = useUsers();
  const [adding, setAdding] = useState<'workspace' | 'user'>();
  const failed = workspaces.error ?? mappings.error;
  if (workspaces.isPending || mappings.isPending) return <SkeletonLines lines={6} />;
  if (failed !== null)
    return <ErrorState error={failed} retry={() => void Promise.all([workspaces.refetch(), mappings.refetch()])} />;
  const renew = () => client.invalidateQueries({ queryKey: ['slack'] });
  const nameOfTeam = (team: string): string => workspaces.data?.find((w) => w.team === team)?.name ?? team;
  return (
    <div className="flex flex-col gap-4">
      {!admin && <ForAdmins>An admin connects workspaces and says whose each Slack account is.</ForAdmins>}
      <Panel
        flush
        title="Workspaces"
        aside={
          admin && (
            <Button size="sm" icon="plus" onClick={() => setAdding('workspace')}>
              Connect…
            </Button>
          )
        }
      >
        {workspaces.data?.length === 0 ? (
          <EmptyState title="No workspace is connected">
            Install the Slack app first (docs/slack.md), then connect its workspace here.
          </EmptyState>
        ) : (
          <ul>
            {workspaces.data?.map((w) => (
              <li key={w.team} className={ROW}>
                <span className="min-w-0 flex-1 basis-48">
                  <span className="block truncate font-medium">{w.name}</span>
                  <span className="mono block text-xs text-muted">{w.team}</span>
                </span>
                <span className="text-xs text-muted">
                  connected <Time at={w.createdAt} />
                </span>
                {admin && (
                  <Confirm
                    label="Disconnect"
                    title={`Disconnect ${w.name}?`}
                    follows="All its accounts are unmapped. What they approved and is not permitted yet does not count."
                    act={async () => {
                      await api.delete(path('/slack/workspaces/{team}', { team: w.team }));
                      await renew();
                    }}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {(workspaces.data?.length ?? 0) > 0 && (
        <Panel
          flush
          title="Accounts"
          aside={
            admin && (
              <Button size="sm" icon="plus" onClick={() => setAdding('user')}>
                Map…
              </Button>
            )
          }
        >
          {mappings.data?.length === 0 ? (
            <EmptyState title="Nobody is mapped">
              Until a Slack account is somebody’s here, it may do nothing in Slack.
            </EmptyState>
          ) : (
            <ul>
              {mappings.data?.map((m) => {
                const person = users.data?.users.find((u) => u.id === m.user);
                return (
                  <li key={`${m.team} ${m.slackUser}`} className={ROW}>
                    <span className="min-w-0 flex-1 basis-48">
                      <span className="block truncate font-medium">{person?.name ?? m.user}</span>
                      <span className="block truncate text-xs text-muted">
                        <span className="mono">{m.slackUser}</span> in {nameOfTeam(m.team)}
                      </span>
                    </span>
                    {person !== undefined && (
                      <Badge tone={person.disabledAt === null ? 'neutral' : 'danger'}>
                        {person.disabledAt === null ? person.role : 'disabled'}
                      </Badge>
                    )}
                    {admin && (
                      <Confirm
                        label="Unmap"
                        title={`Unmap ${m.slackUser}?`}
                        follows="It may do nothing in Slack any more. What it approved and is not permitted yet does not count."
                        act={async () => {
                          await api.delete(
                            path('/slack/users/{team}/{slackUser}', { team: m.team, slackUser: m.slackUser }),
                          );
                          await renew();
                        }}
                      />
                    )}
                  </li>
                );
              })}
            </ul>
          )}
        </Panel>
      )}
      {adding === 'workspace' && <AddWorkspace onClose={() => setAdding(undefined)} />}
      {adding === 'user' && (
        <MapUser
          teams={(workspaces.data ?? []).map((w) => [w.team, w.name] as const)}
          onClose={() => setAdding(undefined)}
        />
      )}
    </div>
  );
}
