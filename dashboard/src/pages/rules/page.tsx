import { Navigate, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { useMay } from '../../session/session.tsx';
import { Count } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { SkeletonLines } from '../../ui/states.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { useSuppressions } from './data.ts';
import { RuleList } from './list.tsx';

const Suppressions = lazy(() => import('./suppressions.tsx').then((m) => ({ default: m.Suppressions })));
const Hunts = lazy(() => import('./hunts.tsx').then((m) => ({ default: m.Hunts })));

/** What is detected: the rules, what is kept back from becoming findings, and the hunts through the archive. */
export function RulesPage() {
  useTitle('Rules');
  const [search, setSearch] = usePageSearch();
  const navigate = useNavigate();
  const analyst = useMay('analyst');
  const suppressed = useSuppressions().data?.length ?? 0;
  const old = search['rule'];
  // Links of older releases, kept in tickets, name the rule so.
  if (old !== undefined && search['tab'] === undefined)
    return <Navigate to="/rules/$id" params={{ id: old }} replace />;
  const later = (content: Tab['content']) => (
    <Suspense
      fallback={
        <div className="p-6">
          <SkeletonLines lines={8} />
        </div>
      }
    >
      {content}
    </Suspense>
  );
  const tabs: Tab[] = [
    { id: 'rules', label: 'Rules', content: <RuleList /> },
    {
      id: 'suppressions',
      label: <>Suppressions {suppressed > 0 && <Count n={suppressed} label="in force" />}</>,
      content: later(<Suppressions />),
    },
    { id: 'hunts', label: 'Hunts', content: later(<Hunts />) },
  ];
  const open = tabs.some((t) => t.id === search['tab']) ? search['tab']! : 'rules';
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Rules">
        {analyst && open === 'rules' && (
          <Button look="primary" icon="plus" onClick={() => void navigate({ to: '/rules/new' })}>
            New rule
          </Button>
        )}
      </PageHeader>
      <Tabs
        tabs={tabs}
        value={open}
        onChange={(tab) => setSearch(tab === 'rules' ? {} : { tab })}
        label="Parts of detection"
      />
    </div>
  );
}
