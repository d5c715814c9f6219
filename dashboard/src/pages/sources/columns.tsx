import type { Column } from '../../ui/data-table.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { Time } from '../../ui/time.tsx';
import { StateMark } from './state-mark.tsx';
import type { Line } from './state.ts';
import { count, lag, plural, short, skew } from './words.ts';

const none = <span className="text-faint">–</span>;

function DayLine({ line: { health: h } }: { readonly line: Line }) {
  if (h.events === 0) return <span className="block w-16 border-b border-line-strong" />;
  const words = `Events of each of the last 24 hours, ${short(h.events)} in all`;
  return <Sparkline values={h.hourly} label={words} width={64} height={20} />;
}

/** What of the last day was not taken, in words; nothing where all was. */
export function Trouble({ line: { health: h } }: { readonly line: Pick<Line, 'health'> }) {
  const parts = [
    ...(h.refused > 0 ? [`${short(h.refused)} refused`] : []),
    ...(h.rejected > 0 ? [`${short(h.rejected)} rejected`] : []),
  ];
  return parts.length === 0 ? none : <span className="text-warn">{parts.join(', ')}</span>;
}

export const COLUMNS: readonly Column<Line>[] = [
  { id: 'state', title: 'State', width: '92px', card: 'aside', cell: (s) => <StateMark state={s.health.state} /> },
  {
    id: 'name',
    title: 'Source',
    width: 'minmax(150px,1.5fr)',
    card: 'title',
    cell: (s) => (
      <span title={s.name} className="font-medium">
        {s.name}
      </span>
    ),
  },
  {
    id: 'kind',
    title: 'Kind',
    width: 'minmax(140px,1.3fr)',
    cell: (s) => (
      <span title={s.kind} className="text-muted">
        {s.title}
      </span>
    ),
  },
  {
    id: 'accounts',
    title: 'Accounts',
    width: 'minmax(110px,0.8fr)',
    from: 900,
    cell: (s) =>
      s.accounts.length === 0 ? (
        <span className="text-warn">none: all is foreign</span>
      ) : (
        <span className="mono" title={s.accounts.join('\n')}>
          {s.accounts[0]}
          {s.accounts.length > 1 && <span className="text-muted"> +{s.accounts.length - 1}</span>}
        </span>
      ),
  },
  {
    id: 'line',
    title: '24 h',
    width: '64px',
    from: 760,
    cell: (s) => <DayLine line={s} />,
  },
  {
    id: 'events',
    title: 'Events',
    width: '60px',
    end: true,
    cell: (s) =>
      s.health.events === 0 ? none : <span title={plural(s.health.events, 'event')}>{short(s.health.events)}</span>,
  },
  {
    id: 'trouble',
    title: 'Not taken',
    width: 'minmax(96px,0.7fr)',
    card: 'meta',
    cell: (s) => <Trouble line={s} />,
  },
  {
    id: 'lag',
    title: 'Lag',
    width: '56px',
    end: true,
    from: 820,
    cell: (s) => (s.health.lagP50Ms === null ? none : lag(s.health.lagP50Ms)),
  },
  {
    id: 'clock',
    title: 'Clock',
    width: '92px',
    from: 1_060,
    cell: (s) => {
      const words = skew(s.health.aheadMs);
      return words === undefined ? (
        none
      ) : (
        <span className="text-warn" title={words}>
          {lag(s.health.aheadMs)} ahead
        </span>
      );
    },
  },
  {
    id: 'seen',
    title: 'Last seen',
    width: '84px',
    card: 'meta',
    end: true,
    cell: (s) => <Time at={s.health.lastSeenAt} unknown="never" className="text-muted" />,
  },
  {
    id: 'duplicates',
    title: 'Came before',
    width: '88px',
    end: true,
    hidden: true,
    cell: (s) => (s.health.duplicates === 0 ? none : count(s.health.duplicates)),
  },
];
