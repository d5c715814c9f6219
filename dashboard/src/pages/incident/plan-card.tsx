import { useState } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { useMay, useMe } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Countdown } from '../../ui/time.tsx';
import { useNow } from '../../lib/use-now.ts';
import { ActionDiff } from './action-diff.tsx';
import { BreakGlass } from './break-glass.tsx';
import { PlanTerms } from './plan-terms.tsx';
import { quorumOf } from './plan-words.ts';
import { useVerdicts } from './queries.ts';
import { SignDialog } from './sign-dialog.tsx';

const waits = (n: number): string => (n === 1 ? 'One action waits for a person' : `${n} actions wait for a person`);

/** A plan that waits for a person: what it changes, on which terms, and the two ways to decide; an admin has a third. */
export function PlanBody({ plan }: { readonly plan: Plan }) {
  const [asked, setAsked] = useState<'approve' | 'deny' | 'glass'>();
  const verdicts = useVerdicts(plan.incident, plan.id).data?.approvals ?? [];
  const me = useMe();
  const may = useMay(plan.decision.approverRole ?? 'approver');
  const approver = useMay('approver');
  const admin = useMay('admin');
  const now = useNow(1000);
  const over = plan.expiresAt <= now;
  const own = plan.requestedBy === `user:${me.user}`;
  const gave = verdicts.some((a) => a.user === me.user);
  const quorum = quorumOf(plan, verdicts);
  const why = !approver
    ? 'Your role may look; an approver decides.'
    : !may
      ? 'This plan needs an admin’s approval.'
      : gave
        ? 'You have given your word on this plan.'
        : own
          ? 'You asked for this plan: somebody else decides on it.'
          : undefined;
  return (
    <>
      {plan.actions.map((a) => (
        <ActionDiff key={a.opId} action={a} />
      ))}
      <div className="flex flex-col gap-3 border-t border-line bg-sunken p-4">
        <PlanTerms plan={plan} verdicts={verdicts} />
        {why !== undefined && <p className="text-xs text-muted">{why}</p>}
        {(why === undefined || admin) && (
          <div className="flex flex-wrap gap-2">
            {why === undefined && (
              <>
                <Button look="primary" icon="check" disabled={over} onClick={() => setAsked('approve')}>
                  Approve
                </Button>
                <Button look="danger" disabled={over} onClick={() => setAsked('deny')}>
                  Deny
                </Button>
              </>
            )}
            {admin && (own || quorum.left > 1 || (gave && quorum.left > 0)) && (
              <Button look="quiet" icon="warn" className="sm:ml-auto" disabled={over} onClick={() => setAsked('glass')}>
                Break glass…
              </Button>
            )}
          </div>
        )}
      </div>
      {asked === 'glass' && <BreakGlass plan={plan} onClose={() => setAsked(undefined)} />}
      {(asked === 'approve' || asked === 'deny') && (
        <SignDialog plan={plan} verdict={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

export function WaitingPlan({ plan }: { readonly plan: Plan }) {
  const over = plan.expiresAt <= useNow(1000);
  return (
    <Panel
      flush
      title={waits(plan.actions.length)}
      aside={
        over ? (
          <span className="text-danger">Expired</span>
        ) : (
          <span className="whitespace-nowrap">
            expires in <Countdown until={plan.expiresAt} />
          </span>
        )
      }
    >
      <PlanBody plan={plan} />
    </Panel>
  );
}
