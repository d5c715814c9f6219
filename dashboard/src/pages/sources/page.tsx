import { Navigate, useNavigate } from '@tanstack/react-router';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Count } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { PageHeader, Panel } from '../../ui/panel.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { useDeadLetters } from './data.ts';
import { DeadLetters } from './dead-letters.tsx';
import { SourceList } from './list.tsx';
import { useRoles } from './role.ts';

/** Senders: whether they are heard of, and what of all that came could not be processed. */
export function SourcesPage() {
  useTitle('Sources');
  const [search, setSearch] = usePageSearch();
  const navigate = useNavigate();
  const { admin } = useRoles();
  const waiting = useDeadLetters().data?.pages[0]?.items.length ?? 0;
  const old = search['source'];
  // Links of older releases, and of the palette, name the source so.
  if (old !== undefined) return <Navigate to="/sources/$id" params={{ id: old }} replace />;
  const tabs: Tab[] = [
    { id: 'sources', label: 'Sources', content: <SourceList /> },
    {
      id: 'dead-letters',
      label: <>Dead letters {waiting > 0 && <Count n={waiting} tone="warn" label="wait" />}</>,
      content: (
        <div className="max-w-[1100px] p-4 sm:px-6">
          <Panel title="What could not be processed" flush>
            <DeadLetters />
          </Panel>
        </div>
      ),
    },
  ];
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Sources">
        {admin && (
          <Button look="primary" icon="plus" onClick={() => void navigate({ to: '/sources/new' })}>
            Add source
          </Button>
        )}
      </PageHeader>
      <Tabs
        tabs={tabs}
        value={search['tab'] === 'dead-letters' ? 'dead-letters' : 'sources'}
        onChange={(tab) => setSearch(tab === 'sources' ? {} : { tab })}
        label="Parts of sources"
      />
    </div>
  );
}
