import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useTitle } from '../../lib/use-title.ts';
import { PageHeader, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { useOpenPlans } from './data.ts';
import { PlanRow } from './plan-row.tsx';
import { ToDo } from './to-do.tsx';
import { usePageSearch } from '../../lib/use-search.ts';

/** All that waits for a person: plans to decide on, tasks to do, and what waits for its window. */
export function ApprovalsPage() {
  useTitle('Approvals');
  const [search, setSearch] = usePageSearch();
  const plans = useOpenPlans();
  const reviews = useQuery({
    queryKey: ['reviews', 'open'],
    queryFn: ({ signal }) => api.get('/reviews', { query: { status: 'open', limit: 100 }, signal }),
    select: (page) => page.items.length,
  });
  // One alone is opened by itself; `none`: somebody closed it.
  const open = search['plan'] ?? (plans.data?.length === 1 ? plans.data[0]!.id : undefined);
  return (
    <div className="h-full overflow-y-auto">
      <PageHeader title="Approvals" lead="What waits for a person: to be decided, or to be done." />
      <div className="flex max-w-[960px] flex-col gap-4 px-4 pb-10 sm:px-6">
        {(reviews.data ?? 0) > 0 && (
          <p className="text-sm text-muted">
            {reviews.data === 1
              ? 'One proposal is on the review board: its agent’s budget is spent.'
              : `${reviews.data} proposals are on the review board: their agents’ budgets are spent.`}{' '}
            <Link to="/agents" search={{ tab: 'reviews' } as never} className="text-accent hover:underline">
              To the board
            </Link>
          </p>
        )}
        {plans.isPending ? (
          <Panel title="To decide">
            <SkeletonLines lines={4} />
          </Panel>
        ) : plans.isError ? (
          <ErrorState error={plans.error} retry={() => void plans.refetch()} />
        ) : plans.data.length === 0 ? (
          <Panel title="To decide" flush>
            <EmptyState icon="check" title="Nothing waits for a decision">
              When a policy asks a person, the plan appears here by itself, with the change that it makes.
            </EmptyState>
          </Panel>
        ) : (
          <Panel title="To decide" aside={`${plans.data.length}`} flush>
            <ul>
              {plans.data.map((p) => (
                <PlanRow
                  key={p.id}
                  plan={p}
                  open={p.id === open}
                  onOpen={(now) => setSearch({ ...search, plan: now ? p.id : 'none' })}
                />
              ))}
            </ul>
          </Panel>
        )}
        <ToDo />
      </div>
    </div>
  );
}
