import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Count } from '../../ui/badge.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { Agents } from './agents.tsx';
import { useOpenReviews } from './data.ts';
import { Reviews } from './reviews.tsx';

/** What each agent may do by itself and has used of it; and what is beyond that, for people to decide. */
export function AgentsPage() {
  useTitle('Agents');
  const [search, setSearch] = usePageSearch();
  const open = useOpenReviews().data ?? 0;
  const pad = (content: Tab['content']) => <div className="max-w-[960px] p-4 sm:px-6">{content}</div>;
  const tabs: Tab[] = [
    { id: 'agents', label: 'Agents', content: pad(<Agents />) },
    {
      id: 'reviews',
      label: <>Review board {open > 0 && <Count n={open} tone="warn" label="proposals wait" />}</>,
      content: pad(<Reviews />),
    },
  ];
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Agents" lead="Each has a budget; what is beyond it goes to the review board." />
      <Tabs
        tabs={tabs}
        value={search['tab'] === 'reviews' ? 'reviews' : 'agents'}
        onChange={(tab) => setSearch({ ...search, tab })}
        label="Agents"
      />
    </div>
  );
}
