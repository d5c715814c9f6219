import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { JudgementView } from '../../../../src/contracts/policies.ts';
import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Id } from '../../ui/id.tsx';
import { Json } from '../../ui/json.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Exact, Time } from '../../ui/time.tsx';
import { actionWords, shortTarget } from '../incident/timeline.ts';
import { OUTCOME, OUTCOME_TONE } from './outcome.ts';

const ENGINE = { gate: 'the gate’s own rules', cedar: 'the policies', opa: 'the external decision point' } as const;
const idOf = (j: JudgementView): string => `${j.plan} ${j.opId}`;

/** What an input says it was about; an action that a hard rule stopped has no input. */
function aboutOf(j: JudgementView): readonly [action: string, target: string] {
  const { action, resource } = (j.input ?? {}) as { action?: unknown; resource?: { id?: unknown } };
  return [
    typeof action === 'string' ? actionWords(action) : 'an action',
    typeof resource?.id === 'string' ? shortTarget(resource.id) : j.opId,
  ];
}

function Row({ judgement: j }: { readonly judgement: JudgementView }) {
  const [open, setOpen] = useState(false);
  const [action, target] = aboutOf(j);
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-2 px-4 py-2 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="mt-0.5 text-faint">
          <Icon name={open ? 'down' : 'chevron'} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate">
            <span className="inline-block first-letter:uppercase">{action}</span> on{' '}
            <span className="mono">{target}</span>
          </span>
          <span className="block truncate text-xs text-muted">{j.reasons.join(', ') || 'no policy'}</span>
        </span>
        <span className="flex shrink-0 flex-col items-end gap-0.5 text-xs text-muted sm:flex-row sm:items-center sm:gap-3">
          <Badge tone={OUTCOME_TONE[j.outcome]}>{OUTCOME[j.outcome]}</Badge>
          <Time at={j.at} className="min-w-16 text-right" />
        </span>
      </button>
      {open && (
        <div className="flex flex-col gap-3 border-t border-line bg-canvas p-4">
          <KeyValues
            items={[
              [
                'Incident',
                <Link
                  key="i"
                  to="/incidents/$id"
                  params={{ id: j.incident }}
                  className="mono truncate text-accent hover:underline"
                >
                  {j.incident}
                </Link>,
              ],
              ['Decided by', ENGINE[j.engine]],
              ['Reasons', j.reasons.length === 0 ? 'no policy applied' : j.reasons.join('; ')],
              ['Version', <Id key="v" id={j.policyVersion} />],
              ['Plan', <Id key="p" id={j.plan} />],
              ['Input digest', <Id key="d" id={j.inputDigest} />],
              ['At', <Exact key="a" at={j.at} />],
            ]}
          />
          {j.input === null ? (
            <p className="text-xs text-muted">A rule of the gate came first: no policy was asked.</p>
          ) : (
            <Json value={j.input} label="What was decided on" />
          )}
        </div>
      )}
    </li>
  );
}

/** The log of decisions: each action, what came of it, why, on which input. */
export function Decisions() {
  const [outcome, setOutcome] = useState('');
  const [incident, setIncident] = useState('');
  const wrong = incident !== '' && !/^inc_[a-z0-9-]{1,64}$/.test(incident);
  const query = useMemo(
    () => ({
      outcome: outcome === '' ? undefined : outcome,
      incident: incident === '' || wrong ? undefined : incident,
    }),
    [outcome, incident, wrong],
  );
  const pages = usePages<JudgementView>({ key: 'decisions', topic: 'approvals', path: '/decisions', query, idOf });
  return (
    <div className="flex max-w-[960px] flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-[180px_minmax(0,320px)]">
        <Select
          label="Outcome"
          value={outcome}
          onChange={(e) => setOutcome(e.target.value)}
          options={[['', 'All'], ...Object.entries(OUTCOME)]}
        />
        <Field
          label="Incident"
          className="mono"
          placeholder="inc_…"
          value={incident}
          onChange={(e) => setIncident(e.target.value.trim())}
          error={wrong ? 'An incident’s id reads inc_…' : undefined}
        />
      </div>
      <div className="rounded-lg border border-line bg-surface">
        {pages.loading ? (
          <div className="p-4">
            <SkeletonLines lines={8} />
          </div>
        ) : pages.error !== undefined ? (
          <ErrorState error={pages.error} retry={pages.retry} />
        ) : pages.rows.length === 0 ? (
          <EmptyState
            icon="policies"
            title={outcome === '' && incident === '' ? 'Nothing was decided yet' : 'Nothing fits'}
          >
            Every action that is proposed is decided on and stands here with its reasons, for 90 days.
          </EmptyState>
        ) : (
          <ul>
            {pages.rows.map((j) => (
              <Row key={idOf(j)} judgement={j} />
            ))}
          </ul>
        )}
        {pages.hasMore && (
          <div className="flex justify-center border-t border-line py-2">
            <Button size="sm" look="quiet" busy={pages.loadingMore} onClick={pages.loadMore}>
              Show older
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
