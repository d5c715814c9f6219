import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { DiffTable } from '../../ui/diff-table.tsx';
import { CopyButton, Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Countdown, Time } from '../../ui/time.tsx';
import { shortDuration } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { useNameOf, useVerdicts, useWaitingPlans } from './queries.ts';
import { SignDialog } from './sign-dialog.tsx';
import { actionWords } from './timeline.ts';

const REVERSIBILITY = {
  reversible: ['ok', 'Reversible: given back as it was'],
  disruptive: ['warn', 'Disruptive: reversible, work stops meanwhile'],
  destructive: ['danger', 'Destructive: cannot be undone'],
} as const;

function ActionDiff({ action }: { readonly action: Plan['actions'][number] }) {
  const { preview: p, spec } = action;
  const [tone, words] = REVERSIBILITY[p.reversibility];
  const tags = Object.entries(p.tags);
  return (
    <article
      aria-label={`${actionWords(spec.action)} on ${spec.target}`}
      className="flex flex-col gap-3 border-b border-line p-4 last:border-0"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-sm font-medium first-letter:uppercase">{actionWords(spec.action)}</h3>
        <Badge tone={tone}>{words}</Badge>
        <span className="ml-auto text-xs text-muted">
          for {shortDuration(action.leaseMs)} · confidence {action.confidence} %
        </span>
      </div>
      <p className="text-sm text-muted wrap-anywhere">{action.reason}</p>
      {p.diff.length > 0 ? (
        <DiffTable changes={p.diff} caption={`What ${actionWords(spec.action)} changes`} />
      ) : (
        <p className="text-sm text-muted">The preview shows no change.</p>
      )}
      <KeyValues
        items={[
          ['Target', <Id key="t" id={spec.target} />],
          [
            'Live preview',
            <span key="p">
              {!p.exists
                ? 'the target does not exist'
                : p.alreadyDone
                  ? 'already as the action would make it'
                  : 'exists, would be changed'}{' '}
              · looked <Time at={p.at} />
            </span>,
          ],
          [
            'Depends on it',
            p.dependents.length === 0 ? (
              'nothing that was seen'
            ) : (
              <span className="mono">{p.dependents.join(', ')}</span>
            ),
          ],
          ...(tags.length === 0
            ? []
            : [
                [
                  'Tags',
                  <span key="tags" className="mono">
                    {tags.map(([k, v]) => `${k}=${v}`).join(' ')}
                  </span>,
                ] as const,
              ]),
          ...(p.notes.length === 0 ? [] : [['Notes', p.notes.join(' ')] as const]),
        ]}
      />
    </article>
  );
}

function WaitingPlan({ plan }: { readonly plan: Plan }) {
  const [asked, setAsked] = useState<'approve' | 'deny'>();
  const verdicts = useVerdicts(plan.incident, plan.id);
  const nameOf = useNameOf();
  const may = useMay('approver');
  const now = useNow(1000);
  const over = plan.expiresAt <= now;
  const given = (verdicts.data?.approvals ?? []).filter((a) => a.verdict === 'approve');
  const { decision } = plan;
  return (
    <Panel
      flush
      title={`${plan.actions.length === 1 ? 'One action waits' : `${plan.actions.length} actions wait`} for a person`}
      aside={
        over ? (
          <span className="text-danger">Expired</span>
        ) : (
          <span>
            expires in <Countdown until={plan.expiresAt} />
          </span>
        )
      }
    >
      {plan.actions.map((a) => (
        <ActionDiff key={a.opId} action={a} />
      ))}
      <div className="flex flex-col gap-3 border-t border-line bg-sunken p-4">
        <KeyValues
          items={[
            ['Policy', decision.reasons.length === 0 ? 'asks a person' : decision.reasons.join('; ')],
            ['Version', <Id key="v" id={decision.policyVersion} copy={false} />],
            [
              'Digest',
              <span key="d" className="inline-flex items-center gap-1">
                <span className="mono" title={plan.digest}>
                  {plan.digest.slice(0, 8)}…{plan.digest.slice(-8)}
                </span>
                <CopyButton text={plan.digest} label="Copy the digest" />
              </span>,
            ],
            ['Requested by', nameOf(plan.requestedBy)],
            [
              'Approvals',
              <span key="a">
                {given.length} of {decision.approvalsNeeded}
                {given.length > 0 && ` (${given.map((a) => nameOf(a.user)).join(', ')})`}
              </span>,
            ],
          ]}
        />
        {may ? (
          <div className="flex flex-wrap gap-2">
            <Button look="primary" icon="check" disabled={over} onClick={() => setAsked('approve')}>
              Approve
            </Button>
            <Button look="danger" disabled={over} onClick={() => setAsked('deny')}>
              Deny
            </Button>
          </div>
        ) : (
          <p className="text-xs text-muted">Your role may look; an approver decides.</p>
        )}
      </div>
      {asked !== undefined && <SignDialog plan={plan} verdict={asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

/** What waits for a person, as the change that it makes. */
export function Plans({ incident, waits }: { readonly incident: string; readonly waits: boolean }) {
  const plans = useWaitingPlans(incident);
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
  if (plans.data.length === 0)
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
      {plans.data.map((p) => (
        <WaitingPlan key={p.id} plan={p} />
      ))}
    </div>
  );
}
