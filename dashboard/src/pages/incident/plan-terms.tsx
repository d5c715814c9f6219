import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Approval, Plan } from '../../../../src/contracts/plan.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icons.tsx';
import { CopyButton, Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { Countdown, Time } from '../../ui/time.tsx';
import { useNow } from '../../lib/use-now.ts';
import { driftWords, meansOf, openingWords, quorumOf, STRATEGY, strategyOf } from './plan-words.ts';
import { useNameOf } from './queries.ts';
import { actionWords } from './timeline.ts';
import { Until } from './until.tsx';

/** Who has given their word, and whose is still needed: a line each. */
export function QuorumView({ plan, verdicts }: { readonly plan: Plan; readonly verdicts: readonly Approval[] }) {
  const nameOf = useNameOf();
  const quorum = quorumOf(plan, verdicts);
  const who = quorum.role === 'admin' ? 'admin' : 'approver';
  return (
    <div className="min-w-0 flex-1">
      <span className="font-medium">
        {quorum.given.length} of {quorum.needed}
      </span>{' '}
      <span className="text-muted">
        {quorum.needed === 1 ? `one ${who} decides` : `${who}s, none of them who asked for it`}
      </span>
      <ul className="mt-1 space-y-1">
        {verdicts.map((a) => (
          <li key={a.id} className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className={a.verdict === 'approve' ? 'text-ok' : 'text-danger'}>
              <Icon name={a.verdict === 'approve' ? 'check' : 'close'} size={14} />
            </span>
            <span className="font-medium">{nameOf(a.user)}</span>
            <Badge tone={a.breakGlass === true ? 'danger' : 'neutral'}>{meansOf(a)}</Badge>
            <Time at={a.at} className="text-xs text-muted" />
            <span className="w-full pl-6 text-xs text-muted wrap-anywhere">{a.reason}</span>
          </li>
        ))}
        {quorum.left > 0 && (
          <li className="flex items-center gap-2 text-muted">
            <span aria-hidden="true" className="mx-[3px] size-2 rounded-full border border-faint" />
            {quorum.left === 1 ? `one ${who} is missing` : `${quorum.left} ${who}s are missing`}
          </li>
        )}
      </ul>
    </div>
  );
}

/** How and when it is carried out. */
export function StrategyView({ plan }: { readonly plan: Plan }) {
  const strategy = strategyOf(plan);
  const now = useNow(1000);
  if (strategy.kind === 'scheduled')
    return (
      <span>
        {STRATEGY.scheduled}: <span className="font-medium">{strategy.name}</span>,{' '}
        {openingWords(strategy.opensAt, strategy.closesAt, strategy.timezone)}{' '}
        <span className="text-muted">({strategy.timezone})</span>
        <span className="block text-xs text-muted">
          {now < strategy.opensAt ? (
            <>
              opens in <Until at={strategy.opensAt} />
            </>
          ) : now < strategy.closesAt ? (
            <>
              open now, closes in <Until at={strategy.closesAt} />
            </>
          ) : (
            'has closed: nothing is done any more'
          )}
        </span>
      </span>
    );
  const instead = plan.actions.flatMap((a) => (a.insteadOf === undefined ? [] : [a.insteadOf]));
  if (strategy.kind === 'compensating')
    return (
      <div className="min-w-0">
        {STRATEGY.compensating}
        {instead.map((i) => (
          <p key={i.opId} className="text-xs text-muted wrap-anywhere">
            stands in for {actionWords(i.action)} on <span className="mono">{i.target}</span>, which is forbidden:{' '}
            {i.reasons.join('; ')}
          </p>
        ))}
      </div>
    );
  return (
    <span>
      {STRATEGY[strategy.kind]}
      {strategy.kind === 'manual' && <span className="text-muted">: a person’s task, with the exact commands</span>}
    </span>
  );
}

/** On which terms a plan waits: who decides, how it is carried out, what it binds to. */
export function PlanTerms({ plan, verdicts }: { readonly plan: Plan; readonly verdicts: readonly Approval[] }) {
  const nameOf = useNameOf();
  const now = useNow(1000);
  const { decision } = plan;
  const by = decision.engine === 'opa' ? 'external decision point' : decision.engine === 'gate' ? 'gate’s rules' : '';
  const items: (readonly [string, ReactNode])[] = [
    ['Approvals', <QuorumView key="a" plan={plan} verdicts={verdicts} />],
    ['Carried out', <StrategyView key="s" plan={plan} />],
    ['If it drifts', driftWords(decision.onDrift)],
  ];
  if (plan.review !== undefined)
    items.push([
      'Review board',
      <span key="r">
        It has this plan first: an agent’s budget is spent.{' '}
        <Link to="/agents" search={{ tab: 'reviews' } as never} className="text-accent hover:underline">
          To the board
        </Link>
      </span>,
    ]);
  if (decision.escalateAt !== undefined)
    items.push([
      'Escalation',
      decision.escalateAt > now ? (
        <span key="e">
          further people are told in <Countdown until={decision.escalateAt} />
        </span>
      ) : (
        <span key="e" className="text-warn">
          further people have been told
        </span>
      ),
    ]);
  return (
    <KeyValues
      items={[
        ...items,
        ['Policy', decision.reasons.length === 0 ? 'asks a person' : decision.reasons.join('; ')],
        [
          'Version',
          <span key="v" className="flex min-w-0 items-center gap-2">
            <Id id={decision.policyVersion} copy={false} />
            {by !== '' && <span className="shrink-0 text-xs text-muted">by the {by}</span>}
          </span>,
        ],
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
      ]}
    />
  );
}
