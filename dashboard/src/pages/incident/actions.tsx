import { useState } from 'react';
import type { ActionView } from '../../../../src/contracts/incident.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Countdown } from '../../ui/time.tsx';
import { useVerdicts } from './queries.ts';
import { openingWords } from './plan-words.ts';
import { useNow } from '../../lib/use-now.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { isHeld, stateOf, wasTried } from './state-words.ts';
import { actionWords, proofWords } from './timeline.ts';
import { Until } from './until.tsx';
import type { Act } from './use-acts.ts';

/** When the window of a scheduled action opens, on the window's clocks, and how long that is. */
function Window({ incident, plan }: { readonly incident: string; readonly plan: string }) {
  const strategy = useVerdicts(incident, plan).data?.plan.strategy;
  const now = useNow(1000);
  if (strategy?.kind !== 'scheduled') return null;
  return (
    <p className="text-xs text-muted">
      <span className="font-medium text-ink">
        {now < strategy.opensAt ? (
          <>
            opens in <Until at={strategy.opensAt} />
          </>
        ) : (
          <>
            window open, closes in <Until at={strategy.closesAt} />
          </>
        )}
      </span>{' '}
      · {strategy.name}, {openingWords(strategy.opensAt, strategy.closesAt, strategy.timezone)} ({strategy.timezone})
    </p>
  );
}

function Row({ incident, action }: { readonly incident: string; readonly action: ActionView }) {
  const [word, tone] = stateOf(action.state);
  const held = isHeld(action.state);
  return (
    <li className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-0 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="text-sm font-medium first-letter:uppercase">{actionWords(action.action)}</p>
        <p className="text-xs text-muted">
          <Id id={action.target} />
        </p>
        {action.state === 'scheduled' && action.plan !== undefined && <Window incident={incident} plan={action.plan} />}
        {wasTried(action.state) && <p className="text-xs text-muted">Proof: {proofWords(action.proof)}</p>}
        {action.detail !== undefined && <p className="text-xs text-muted wrap-anywhere">{action.detail}</p>}
      </div>
      <div className="flex items-center gap-3 sm:flex-col sm:items-end sm:gap-1">
        <Badge tone={tone}>{word}</Badge>
        {held && action.leaseUntil !== undefined && (
          <span className="text-xs text-muted">
            lease <Countdown until={action.leaseUntil} over="is over, being given back" />
          </span>
        )}
      </div>
    </li>
  );
}

/** Each action, how far it is proven, and until when it stands. */
export function Actions({
  incident,
  actions,
  act,
}: {
  readonly incident: string;
  readonly actions: readonly ActionView[];
  readonly act: Act;
}) {
  const [asked, setAsked] = useState(false);
  const may = useMay('approver');
  const held = actions.filter((a) => isHeld(a.state)).length;
  return (
    <Panel
      flush
      title="Actions"
      aside={
        may &&
        held > 0 && (
          <Button size="sm" onClick={() => setAsked(true)}>
            Release…
          </Button>
        )
      }
    >
      {actions.length === 0 ? (
        <p className="p-4 text-sm text-muted">Nothing has been proposed so far.</p>
      ) : (
        <ul>
          {actions.map((a) => (
            <Row key={a.opId} incident={incident} action={a} />
          ))}
        </ul>
      )}
      {asked && (
        <ReasonDialog
          title="Release what is held"
          lead={`${held === 1 ? 'One action is' : `${held} actions are`} given back in AWS now, before the lease ends.`}
          confirm="Release"
          danger
          onClose={() => setAsked(false)}
          onConfirm={(reason) => act.run('release', { reason }, 'Being given back')}
        />
      )}
    </Panel>
  );
}
