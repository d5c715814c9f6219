import { useState } from 'react';
import type { AgentView } from '../../../../src/contracts/quotas.ts';
import { useMay } from '../../session/session.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Countdown, Time } from '../../ui/time.tsx';
import { useNameOf } from '../incident/queries.ts';
import { useAgents } from './data.ts';
import { QuotaDialog } from './quota-dialog.tsx';
import { count, money, share } from './quota-words.ts';

const WHAT: Record<AgentView['id'], string> = {
  planner: 'Proposes what to do about an incident',
  analyst: 'Reads an incident’s findings and weighs them',
  inspector: 'Looks into AWS, read-only: forensics, compliance, cost',
  hunter: 'Brings indicators and goes through the past',
  outbound: 'Tells Slack, PagerDuty and ticket systems',
};
const BREAKER: Record<NonNullable<AgentView['breaker']>['state'], readonly [string, Tone]> = {
  closed: ['works', 'ok'],
  half_open: ['being tried again', 'warn'],
  open: ['cut off', 'danger'],
};

function Bar({ label, used, of, shown }: { label: string; used: number; of: number; shown: (n: number) => string }) {
  const percent = share(used, of);
  const tone = percent >= 100 ? 'bg-danger' : percent >= 80 ? 'bg-warn' : 'bg-accent';
  return (
    <div className="min-w-0">
      <div className="flex items-baseline justify-between gap-2 text-xs">
        <span className="text-muted">{label}</span>
        <span>
          {shown(used)} <span className="text-muted">of {shown(of)}</span>
        </span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(of, used, 1)}
        aria-valuenow={used}
        aria-valuetext={`${shown(used)} of ${shown(of)}`}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div className={`h-full ${tone}`} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

function Breaker({ breaker }: { readonly breaker: NonNullable<AgentView['breaker']> }) {
  const [word, tone] = BREAKER[breaker.state];
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
      Circuit breaker <Badge tone={tone}>{word}</Badge>
      {breaker.failures > 0 && `${breaker.failures} ${breaker.failures === 1 ? 'failure' : 'failures'} in a row`}
      {breaker.openedAt !== undefined && breaker.state !== 'closed' && (
        <span>
          since <Time at={breaker.openedAt} />
        </span>
      )}
      {breaker.nextTrialAt !== undefined && breaker.state === 'open' && (
        <span>
          next try in <Countdown until={breaker.nextTrialAt} over="a moment" />
        </span>
      )}
    </p>
  );
}

function Agent({ agent, onEdit }: { readonly agent: AgentView; readonly onEdit: (() => void) | undefined }) {
  const nameOf = useNameOf();
  const { quota, used } = agent;
  return (
    <Panel
      title={<span className="inline-block first-letter:uppercase">{agent.id}</span>}
      aside={
        <>
          <Badge>{quota.selfSuggest ? 'proposes by itself' : 'asks a person first'}</Badge>
          {onEdit !== undefined && (
            <Button size="sm" aria-label={`Change the quota of the ${agent.id}`} onClick={onEdit}>
              Change…
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm text-muted">{WHAT[agent.id]}.</p>
        <div className="grid gap-x-6 gap-y-3 sm:grid-cols-3">
          <Bar label="Actions, last hour" used={used.actions} of={quota.actionsPerHour} shown={count} />
          <Bar label="Tokens, last day" used={used.tokens} of={quota.tokensPerDay} shown={count} />
          <Bar label="Model cost, last day" used={used.microUsd} of={quota.microUsdPerDay} shown={money} />
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {agent.breaker !== undefined && <Breaker breaker={agent.breaker} />}
          <p className="text-xs text-muted wrap-anywhere">
            {agent.set === undefined ? (
              'The default quota.'
            ) : (
              <>
                Set by {nameOf(agent.set.by)} <Time at={agent.set.at} />: {agent.set.reason}
              </>
            )}
          </p>
        </div>
      </div>
    </Panel>
  );
}

/** Each agent: its budget, what it used of it, and whether it answers. */
export function Agents() {
  const admin = useMay('admin');
  const agents = useAgents();
  const [editing, setEditing] = useState<AgentView>();
  if (agents.isPending)
    return (
      <div role="status" aria-label="Loading" className="flex flex-col gap-4">
        {[1, 2, 3, 4, 5].map((i) => (
          <Skeleton key={i} className="h-44 rounded-lg" />
        ))}
      </div>
    );
  if (agents.isError) return <ErrorState error={agents.error} retry={() => void agents.refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      {agents.data.map((a) => (
        <Agent key={a.id} agent={a} onEdit={admin ? () => setEditing(a) : undefined} />
      ))}
      {!admin && <p className="text-xs text-muted">An admin changes quotas.</p>}
      {editing !== undefined && <QuotaDialog agent={editing} onClose={() => setEditing(undefined)} />}
    </div>
  );
}
