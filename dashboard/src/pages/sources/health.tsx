import { Link } from '@tanstack/react-router';
import { shortDuration } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { Count } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import type { Detail } from './data.ts';
import { DayBars } from './day-bars.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Deliveries } from './deliveries.tsx';
import { Figures } from './figures.tsx';
import { FirstDelivery } from './first-delivery.tsx';
import { useRoles } from './role.ts';
import { count, missedWords, refusalWords, rhythmWords } from './words.ts';

/** Since when it is missed, and what to look at. */
function Silence({ source }: { readonly source: Detail }) {
  const now = useNow();
  const { silence, lastSeenAt } = source.health;
  if (silence === null) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-transparent bg-danger-soft px-4 py-3 text-sm"
    >
      <p className="min-w-0 flex-1 basis-72">
        <span className="font-medium text-danger">
          Silent for {shortDuration(Math.max(0, now - (lastSeenAt ?? silence.since)))}.
        </span>{' '}
        It is missed {rhythmWords(source.rhythm)[0]}. Look whether its sender still runs, and below whether it was
        refused.
      </p>
      {silence.finding !== null && (
        <Link to="/findings" search={{ open: silence.finding } as never} className="text-accent underline">
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
            <span className="min-w-5 font-semibold text-warn">{count(r.n)}</span>
            <span className="min-w-0 flex-1 basis-56">
              <span className="font-medium">{what}</span> <span className="mono text-xs text-faint">{r.code}</span>
              <span className="block text-xs text-muted">{todo}</span>
            </span>
            <span className="text-xs text-muted">
              <Time at={r.lastAt} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What there is to draw once it has spoken: the day in numbers and bars, and when it is missed. */
function Day({ source }: { readonly source: Detail }) {
  const now = useNow();
  const { admin } = useRoles();
  return (
    <>
      <Figures source={source} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title="Last 24 hours">
          <DayBars hours={source.hours} now={now} />
          <p className="mt-3 text-xs text-muted">
            {missedWords(source.rhythm)}
            {admin && (
              <Link
                to="/sources/$id"
                params={{ id: source.id }}
                search={{ tab: 'settings' } as never}
                className="ml-2 text-accent underline"
              >
                Change
              </Link>
            )}
          </p>
        </Panel>
        <Panel title="Refused at the door" flush>
          <Refusals source={source} />
        </Panel>
      </div>
    </>
  );
}

/** How a source is: its day, what it was refused for, what it delivered, what could not be read. */
export function HealthOf({ source }: { readonly source: Detail }) {
  const [search, setSearch] = usePageSearch();
  const delivery = search['delivery'];
  const toLetters = (id: string): void => {
    setSearch({ ...search, delivery: id });
    requestAnimationFrame(() => document.getElementById('dead-letters')?.scrollIntoView({ block: 'start' }));
  };
  return (
    <div className="flex w-full max-w-[1240px] flex-col gap-4 p-4 sm:px-6">
      {source.health.state === 'waiting' ? (
        <FirstDelivery source={source}>
          <Link
            to="/sources/$id"
            params={{ id: source.id }}
            search={{ tab: 'set-up' } as never}
            className="text-accent underline"
          >
            How to set it up
          </Link>
        </FirstDelivery>
      ) : (
        <>
          <Silence source={source} />
          <Day source={source} />
        </>
      )}
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
