import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { useNow } from '../../lib/use-now.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Countdown } from '../../ui/time.tsx';
import { PlanBody } from '../incident/plan-card.tsx';
import { quorumOf, STRATEGY, strategyOf } from '../incident/plan-words.ts';
import { useVerdicts } from '../incident/queries.ts';
import { actionWords, shortTarget } from '../incident/timeline.ts';
import { useIncidentTitle } from './data.ts';

/** A plan in a line: of which incident, what it does, how far its quorum is, until when. It opens in place. */
export function PlanRow({
  plan,
  open,
  onOpen,
}: {
  readonly plan: Plan;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}) {
  const id = useId();
  const title = useIncidentTitle(plan.incident);
  const quorum = quorumOf(plan, useVerdicts(plan.incident, plan.id).data?.approvals ?? []);
  const over = plan.expiresAt <= useNow(1000);
  const strategy = strategyOf(plan);
  const first = plan.actions[0]!;
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => onOpen(!open)}
        className="flex w-full items-start gap-2 px-4 py-2.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="mt-0.5 text-faint">
          <Icon name={open ? 'down' : 'chevron'} size={16} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block font-medium wrap-anywhere">{title}</span>
          <span className="block text-xs text-muted wrap-anywhere">
            <span className="inline-block first-letter:uppercase">{actionWords(first.spec.action)}</span> on{' '}
            <span className="mono">{shortTarget(first.spec.target)}</span>
            {plan.actions.length > 1 && ` and ${plan.actions.length - 1} more`}
          </span>
        </span>
        <span className="flex shrink-0 flex-col items-end gap-1 sm:flex-row sm:items-center sm:gap-3">
          {strategy.kind !== 'immediate' && <Badge tone="accent">{STRATEGY[strategy.kind]}</Badge>}
          <span className="text-xs text-muted">
            {quorum.given.length} of {quorum.needed}
            <span className="sr-only"> approvals</span>
          </span>
          <span className={`min-w-14 text-right text-xs ${over ? 'text-danger' : 'text-muted'}`}>
            {over ? 'expired' : <Countdown until={plan.expiresAt} />}
          </span>
        </span>
      </button>
      <div id={id} hidden={!open} className="border-t border-line">
        {open && (
          <>
            <p className="px-4 pt-3 text-sm">
              <Link to="/incidents/$id" params={{ id: plan.incident }} className="text-accent hover:underline">
                Open the incident
              </Link>
            </p>
            <PlanBody plan={plan} />
          </>
        )}
      </div>
    </li>
  );
}
