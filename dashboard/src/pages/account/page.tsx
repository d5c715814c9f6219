import { signOut, useMe } from '../../session/session.tsx';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, PageHeader, Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { useMyKeys } from './data.ts';
import { OneTimeCodes } from './one-time-codes.tsx';
import { Passkeys } from './passkeys.tsx';
import { Sessions } from './sessions.tsx';

function Keys({ user }: { readonly user: string }) {
  const keys = useMyKeys();
  const mine = (keys.data?.keys ?? []).filter((k) => k.user === user && k.revokedAt === null);
  return (
    <Panel title="API keys" flush>
      {mine.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">
          {keys.isPending ? 'Looking…' : 'None. An admin makes keys for people and their tools.'}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {mine.map((k) => (
            <li key={k.id} className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1 text-sm">
              <span className="min-w-0 flex-1 truncate">{k.name}</span>
              <Id id={k.id} className="text-xs text-faint" />
              <span className="text-xs text-muted">
                used <Time at={k.lastUsedAt} unknown="never" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Oneself: who one is here, how one signs in, and where one is signed in. */
export function AccountPage() {
  useTitle('Account');
  const me = useMe();
  return (
    <div className="h-full overflow-y-auto">
      <PageHeader title="Account">
        <Button onClick={() => void signOut()}>Sign out</Button>
      </PageHeader>
      <div className="flex max-w-[760px] flex-col gap-4 px-4 pb-8 sm:px-6">
        <Panel title="You">
          <KeyValues
            items={[
              ['Name', me.name],
              ['Role', me.role],
              ['Id', <Id key="i" id={me.user} />],
            ]}
          />
        </Panel>
        <Passkeys />
        <OneTimeCodes />
        <Sessions />
        <Keys user={me.user} />
      </div>
    </div>
  );
}
