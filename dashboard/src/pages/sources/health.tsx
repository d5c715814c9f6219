import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { shortDuration } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { usePageSearch } from '../../lib/use-search.ts';
import { Count } from '../../ui/badge.tsx';
import type { Detail } from './data.ts';
import { DayBars } from './day-bars.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Deliveries } from './deliveries.tsx';
import { FirstDelivery } from './first-delivery.tsx';
import { bytes, count, lag, refusalWords, rhythmWords, skew } from './words.ts';
import { Button } from '../../ui/button.tsx';

const Figure = ({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}) => (
  <div className="min-w-0 bg-surface px-4 py-2.5">
    <dt className="text-xs text-muted">{name}</dt>
    <dd className="text-lg font-semibold">{value}</dd>
    {note !== undefined && <dd className="text-xs text-muted">{note}</dd>}
  </div>
);

/** The last day in six numbers. */
function Figures({ source: { health: h } }: { readonly source: Detail }) {
  const ahead = skew(h.aheadMs);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 xl:grid-cols-6">
      <Figure
        name="Last seen"
        value={<Time at={h.lastSeenAt} unknown="never" />}
        note={
          h.lastEventAt === null ? (
            'no event yet'
          ) : (
            <>
              latest event <Time at={h.lastEventAt} />
            </>
          )
        }
      />
      <Figure
        name="Events, 24 h"
        value={count(h.events)}
        note={h.duplicates > 0 ? `${count(h.duplicates)} came before` : 'none came twice'}
      />
      <Figure name="Deliveries, 24 h" value={count(h.deliveries)} note={bytes(h.bytes)} />
      <Figure
        name="Rejected, 24 h"
        value={<span className={h.rejected > 0 ? 'text-warn' : ''}>{count(h.rejected)}</span>}
        note="bad records"
      />
      <Figure
        name="Refused, 24 h"
        value={<span className={h.refused > 0 ? 'text-warn' : ''}>{count(h.refused)}</span>}
        note="requests at the door"
      />
      <Figure
        name="Lag"
        value={h.lagP50Ms === null ? '–' : lag(h.lagP50Ms)}
        note={
          ahead !== undefined ? (
            <span className="text-warn">{ahead}</span>
          ) : h.lagMaxMs === null ? (
            'no times yet'
          ) : (
            `median; ${lag(h.lagMaxMs)} at most`
          )
        }
      />
    </dl>
  );
}

/** Since when it is missed, and what to look at. */
function Silence({ source }: { readonly source: Detail }) {
  const now = useNow();
  const { silence } = source.health;
  if (silence === null) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-transparent bg-danger-soft px-4 py-3 text-sm"
    >
      <p className="min-w-0 flex-1 basis-72">
        <span className="font-medium text-danger">Silent for {shortDuration(Math.max(0, now - silence.since))}.</span>{' '}
        It is missed {rhythmWords(source.rhythm)[0]}. Look whether its sender still runs, and below whether it was
        refused.
      </p>
      {silence.finding !== null && (
        <Link to="/findings" search={{ finding: silence.finding } as never} className="text-accent underline">
          The finding of it
        </Link>
      )}
    </div>
  );
}

function Refusals({ source }: { readonly source: Detail }) {
  if (source.refusals.length === 0)
    return <p className="px-4 py-3 text-sm text-muted">Nothing was turned away in the last 24 hours.</p>;
  return (
    <ul>
      {source.refusals.map((r) => {
        const [what, todo] = refusalWords(r.code);
        return (
          <li
            key={r.code}
            className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2 text-sm last:border-0"
          >
            <span className="w-10 text-right font-semibold text-warn">{count(r.n)}</span>
            <span className="min-w-0 flex-1 basis-56">
              <span className="font-medium">{what}</span> <span className="mono text-xs text-faint">{r.code}</span>
              <span className="block text-xs text-muted">{todo}</span>
            </span>
            <span className="text-xs text-muted">
              last <Time at={r.lastAt} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** How a source is: its day, what it was refused for, what it delivered, what could not be read. */
export function HealthOf({ source }: { readonly source: Detail }) {
  const now = useNow();
  const [search, setSearch] = usePageSearch();
  const delivery = search['delivery'];
  const [when, by] = rhythmWords(source.rhythm);
  const toLetters = (id: string): void => {
    setSearch({ ...search, delivery: id });
    requestAnimationFrame(() => document.getElementById('dead-letters')?.scrollIntoView({ block: 'start' }));
  };
  return (
    <div className="flex w-full max-w-[1240px] flex-col gap-4 p-4 sm:px-6">
      {source.health.state === 'waiting' && <FirstDelivery source={source} />}
      <Silence source={source} />
      <Figures source={source} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Last 24 hours">
          <DayBars hours={source.hours} now={now} />
          <p className="mt-3 text-xs text-muted">
            Missed {when}: {by}.
          </p>
        </Panel>
        <Panel title="Refused at the door" flush>
          <Refusals source={source} />
        </Panel>
      </div>
      <Panel title="Last deliveries" flush>
        <Deliveries source={source.id} onLetters={toLetters} />
      </Panel>
      <div id="dead-letters">
        <Panel
          title={
            <>
              Dead letters {source.deadLettersOpen > 0 && <Count n={source.deadLettersOpen} tone="warn" label="wait" />}
            </>
          }
          aside={
            delivery !== undefined && (
              <Button size="sm" look="quiet" icon="close" onClick={() => setSearch({ ...search, delivery: undefined })}>
                Of one delivery
              </Button>
            )
          }
          flush
        >
          <DeadLetters source={source.id} delivery={delivery} />
        </Panel>
      </div>
    </div>
  );
}
