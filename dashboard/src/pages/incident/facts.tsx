import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { IncidentProjection } from '../../../../src/contracts/incident.ts';
import { useMay } from '../../session/session.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { RiskBar } from '../../ui/phase.tsx';
import { Time } from '../../ui/time.tsx';
import { useInvestigation } from './queries.ts';
import { AssigneePicker } from './people.tsx';
import type { Act } from './use-acts.ts';

/** What there is to know about it in one place: risk and why, whose it is, when what was. */
export function Facts({ incident: i, act }: { readonly incident: IncidentProjection; readonly act: Act }) {
  const [why, setWhy] = useState(false);
  const report = useInvestigation(i.id).data?.analyst;
  const may = useMay('analyst');
  return (
    <Panel title="About">
      <div className="flex flex-col gap-4">
        <div>
          <div className="flex items-center justify-between">
            <RiskBar risk={i.risk} />
            <button
              type="button"
              aria-expanded={why}
              className="h-6 rounded-sm px-1.5 text-xs text-accent hover:bg-hover"
              onClick={() => setWhy(!why)}
            >
              Why this risk
            </button>
          </div>
          {why &&
            ((report?.reasons.length ?? 0) === 0 ? (
              <p className="mt-2 text-xs text-muted">The analyst gave none: the risk is that of the findings.</p>
            ) : (
              <ul className="mt-2 space-y-1 text-xs">
                {report?.reasons.map((r) => (
                  <li key={r.text} className="flex gap-2">
                    <span className="w-8 shrink-0 text-right font-medium">
                      {r.points > 0 ? `+${r.points}` : r.points}
                    </span>
                    <span className="text-muted wrap-anywhere">{r.text}</span>
                  </li>
                ))}
              </ul>
            ))}
        </div>
        <AssigneePicker assignee={i.assignee} act={act} may={may && i.phase !== 'merged'} />
        <KeyValues
          items={[
            ['First seen', <Time key="f" at={i.firstEventAt} />],
            ['Opened', <Time key="o" at={i.openedAt} />],
            ['Acknowledged', <Time key="a" at={i.acknowledgedAt} unknown="not yet" />],
            ['In place', <Time key="c" at={i.containedAt} unknown="not yet" />],
            ['Given back', <Time key="r" at={i.releasedAt} unknown="not yet" />],
            ...(i.resolution === undefined ? [] : [['Resolution', i.resolution.replaceAll('_', ' ')] as const]),
            [
              'Techniques',
              i.techniques.length === 0 ? (
                'none named'
              ) : (
                <span key="t" className="mono">
                  {i.techniques.join(' ')}
                </span>
              ),
            ],
          ]}
        />
        {(i.related ?? []).length > 0 && (
          <div>
            <h3 className="mb-1 text-xs text-muted">Shares an entity with</h3>
            <ul>
              {i.related?.map((id) => (
                <li key={id}>
                  <Link
                    to="/incidents/$id"
                    params={{ id }}
                    className="mono block truncate py-0.5 text-accent hover:underline"
                  >
                    {id}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
