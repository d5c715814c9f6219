import { Link } from '@tanstack/react-router';
import { useNow } from '../../lib/use-now.ts';
import { Panel } from '../../ui/panel.tsx';
import { openingWords } from '../incident/plan-words.ts';
import { useVerdicts } from '../incident/queries.ts';
import { actionWords, shortTarget } from '../incident/timeline.ts';
import { Until } from '../incident/until.tsx';
import { useActionsIn, useIncidentTitle, type Remediation } from './data.ts';

function When({ action }: { readonly action: Remediation }) {
  const strategy = useVerdicts(action.incident, action.plan ?? '').data?.plan.strategy;
  const now = useNow(1000);
  if (strategy?.kind !== 'scheduled') return null;
  return (
    <span className="text-xs text-muted sm:text-right">
      <span className="block font-medium text-ink">
        {now < strategy.opensAt ? (
          <>
            opens in <Until at={strategy.opensAt} />
          </>
        ) : (
          <>
            open, closes in <Until at={strategy.closesAt} />
          </>
        )}
      </span>
      {strategy.name} · {openingWords(strategy.opensAt, strategy.closesAt, strategy.timezone)} ({strategy.timezone})
    </span>
  );
}

function Row({ action, scheduled }: { readonly action: Remediation; readonly scheduled: boolean }) {
  const title = useIncidentTitle(action.incident);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0">
      <div className="min-w-0 flex-1 basis-64">
        <Link
          to="/incidents/$id"
          params={{ id: action.incident }}
          hash="actions"
          className="font-medium wrap-anywhere hover:text-accent hover:underline"
        >
          <span className="inline-block first-letter:uppercase">{actionWords(action.action)}</span>
        </Link>
        <p className="text-xs text-muted wrap-anywhere">
          <span className="mono">{shortTarget(action.target)}</span> · {title}
        </p>
        {action.detail !== undefined && <p className="text-xs text-warn wrap-anywhere">{action.detail}</p>}
      </div>
      {scheduled && action.plan !== undefined && <When action={action} />}
    </li>
  );
}

function List({ title, state }: { readonly title: string; readonly state: 'manual' | 'scheduled' }) {
  const actions = useActionsIn(state);
  if ((actions.data?.length ?? 0) === 0) return null;
  return (
    <Panel title={title} aside={actions.data?.length} flush>
      <ul>
        {actions.data?.map((a) => (
          <Row key={a.opId} action={a} scheduled={state === 'scheduled'} />
        ))}
      </ul>
    </Panel>
  );
}

/** Tasks that a plan left to a person, and actions that wait for their window; nothing where there are none. */
export const ToDo = () => (
  <>
    <List title="To do by hand" state="manual" />
    <List title="Waiting for their window" state="scheduled" />
  </>
);
