import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { useMay } from '../../session/session.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { Accounts } from './accounts.tsx';
import { ApiKeys } from './api-keys.tsx';
import { ApproverKeys } from './approver-keys.tsx';
import { Keyless } from './keyless.tsx';
import { Organisation } from './organisation.tsx';
import { Providers } from './providers.tsx';
import { Protections } from './safeguards.tsx';
import { Slack } from './slack.tsx';
import { Users } from './users.tsx';

/** People, keys, accounts and settings; what one may not change one may mostly still read. */
export function AdministrationPage() {
  useTitle('Administration');
  const admin = useMay('admin');
  const [search, setSearch] = usePageSearch();
  const pad = (content: Tab['content']) => <div className="max-w-[960px] p-4 sm:px-6">{content}</div>;
  const tabs: Tab[] = [
    { id: 'people', label: 'People', content: pad(<Users />) },
    { id: 'approver-keys', label: 'Approver keys', content: pad(<ApproverKeys />) },
    { id: 'api-keys', label: 'API keys', content: pad(<ApiKeys />) },
    { id: 'accounts', label: 'AWS accounts', content: pad(<Accounts />) },
    {
      id: 'sign-in',
      label: 'Sign-in',
      content: pad(
        admin ? (
          <Providers />
        ) : (
          <EmptyState icon="lock" title="For admins only">
            Which identity providers let whom in is read and changed by admins. How you sign in yourself is under
            Account.
          </EmptyState>
        ),
      ),
    },
    {
      id: 'safeguards',
      label: 'Safeguards',
      content: pad(
        <div className="flex flex-col gap-4">
          <Keyless />
          <Protections />
        </div>,
      ),
    },
    { id: 'slack', label: 'Slack', content: pad(<Slack />) },
    { id: 'organisation', label: 'Organisation', content: pad(<Organisation />) },
  ];
  const open = tabs.some((t) => t.id === search['tab']) ? search['tab']! : 'people';
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Administration" />
      <Tabs tabs={tabs} value={open} onChange={(tab) => setSearch({ ...search, tab })} label="Administration" />
    </div>
  );
}
