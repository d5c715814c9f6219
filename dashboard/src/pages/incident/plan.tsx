import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { WaitingPlan } from './plan-card.tsx';
import { OnTheBoard } from './on-the-board.tsx';
import { useBoard, useWaitingPlans } from './queries.ts';

/** What waits for a person, as the change that it makes. */
export function Plans({ incident, waits }: { readonly incident: string; readonly waits: boolean }) {
  const plans = useWaitingPlans(incident);
  const board = useBoard(incident).data ?? [];
  const client = useQueryClient();
  if (plans.isError) return <ErrorState error={plans.error} retry={() => void plans.refetch()} />;
  if (plans.isPending)
    return (
      <Panel title="Plan">
        <div className={waits ? 'h-80' : ''}>
          <SkeletonLines lines={waits ? 6 : 1} />
        </div>
      </Panel>
    );
  const refresh = (
    <Button
      size="sm"
      look="quiet"
      icon="refresh"
      busy={plans.isFetching}
      onClick={() =>
        void Promise.all([plans.refetch(), client.invalidateQueries({ queryKey: ['incident', incident] })])
      }
    >
      Refresh
    </Button>
  );
  if (plans.data.length === 0 && board.length === 0)
    return (
      <Panel title="Plan" aside={refresh}>
        <p className="text-sm text-muted">{waits ? 'The plan is on its way here.' : 'No plan waits for a person.'}</p>
      </Panel>
    );
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <h2 className="text-sm font-semibold">Plan</h2>
        {refresh}
      </div>
      <OnTheBoard reviews={board} />
      {plans.data.map((p) => (
        <WaitingPlan key={p.id} plan={p} />
      ))}
    </div>
  );
}
