import { useQueryClient } from '@tanstack/react-query';
import { api, path } from '../../api/client.ts';
import { useMe } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { browserWords } from './browser-words.ts';
import { Confirm } from './confirm.tsx';
import { useSessions } from './data.ts';

const METHOD: Readonly<Record<string, string>> = {
  link: 'by link',
  passkey: 'by passkey',
  oidc: 'by identity provider',
  access: 'through Cloudflare Access',
};

/** Where one is signed in, to end what is not one's own. */
export function Sessions() {
  const me = useMe();
  const client = useQueryClient();
  const list = useSessions();
  const sessions = (list.data?.sessions ?? []).toSorted((a, b) => b.lastSeenAt - a.lastSeenAt);
  const others = sessions.filter((s) => s.id !== me.key);
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ['me', 'sessions'] });
  const end = async (ids: readonly string[]): Promise<void> => {
    try {
      for (const id of ids) await api.delete(path('/me/sessions/{id}', { id }));
    } finally {
      // Also where one of them failed: those before it are over.
      await renew();
    }
  };
  return (
    <Panel
      title="Sessions"
      aside={
        others.length > 0 && (
          <Confirm
            label="End all others"
            title={`End ${others.length} other ${others.length === 1 ? 'session' : 'sessions'}?`}
            follows="Those browsers are signed out at once, their open pages too. This one stays."
            act={() => end(others.map((s) => s.id))}
          />
        )
      }
      flush
    >
      {list.isPending && (
        <div className="p-4">
          <SkeletonLines lines={3} />
        </div>
      )}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <ul className="divide-y divide-line">
        {sessions.map((s) => (
          <li key={s.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-52">
              <span className="block truncate font-medium" title={s.client.userAgent}>
                {browserWords(s.client.userAgent)}
              </span>
              <span className="block text-xs text-muted">
                {METHOD[s.method] ?? s.method}, from {s.client.address}, begun <Time at={s.createdAt} />
              </span>
            </span>
            <span className="text-xs text-muted">
              seen <Time at={s.lastSeenAt} />
            </span>
            {s.id === me.key ? (
              <Badge tone="accent">this one</Badge>
            ) : (
              <Confirm
                label="End"
                title="End this session?"
                follows="That browser is signed out at once."
                act={() => end([s.id])}
              />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
