import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { useMay } from '../../session/session.tsx';
import { Id } from '../../ui/id.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { usePolicies } from './data.ts';
import { DecisionPoint } from './decision-point.tsx';
import { Decisions } from './decisions.tsx';
import { DryRun } from './dry-run.tsx';
import { PolicyList } from './list.tsx';
import { Versions } from './versions.tsx';
import { Windows } from './windows.tsx';

/** What decides which actions go by themselves, which ask a person, which never go; and what it decided. */
export function PoliciesPage() {
  useTitle('Policies');
  const [search, setSearch] = usePageSearch();
  const policies = usePolicies();
  const analyst = useMay('analyst');
  const admin = useMay('admin');
  const pad = (content: Tab['content']) => <div className="max-w-[1120px] p-4 sm:px-6">{content}</div>;
  const from = (who: string, what: string) => (
    <EmptyState icon="lock" title={`For ${who}`}>
      {what}
    </EmptyState>
  );
  const tabs: Tab[] = [
    { id: 'policies', label: 'In force', content: pad(<PolicyList />) },
    { id: 'versions', label: 'Versions', content: pad(<Versions />) },
    {
      id: 'dry-run',
      label: 'Dry run',
      content: pad(analyst ? <DryRun /> : from('analysts', 'An analyst tries what other policies would have decided.')),
    },
    {
      id: 'decisions',
      label: 'Decisions',
      content: pad(analyst ? <Decisions /> : from('analysts', 'An analyst reads the log of decisions.')),
    },
    { id: 'windows', label: 'Windows', content: pad(<Windows />) },
    {
      id: 'decision-point',
      label: 'Decision point',
      content: pad(
        admin ? (
          <DecisionPoint />
        ) : (
          from('admins only', 'An admin lets an external decision point decide, or takes it away.')
        ),
      ),
    },
  ];
  const open = tabs.some((t) => t.id === search['tab']) ? search['tab']! : 'policies';
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Policies" lead="Cedar, for each proposed action: what forbids wins, then what asks.">
        {policies.data !== undefined && (
          <span className="flex min-w-0 max-w-52 items-center gap-1 text-xs text-muted">
            version <Id id={policies.data.version} />
          </span>
        )}
      </PageHeader>
      <Tabs tabs={tabs} value={open} onChange={(tab) => setSearch({ tab })} label="Policies" />
    </div>
  );
}
