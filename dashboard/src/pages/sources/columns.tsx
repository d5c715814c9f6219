import { useNarrow } from '../../lib/use-media.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { Time } from '../../ui/time.tsx';
import { StateMark, StateShape } from './state-mark.tsx';
import { STATES, type Line } from './state.ts';
import { count, lag, plural, short, skew } from './words.ts';

const none = <span className="text-faint">–</span>;

function DayLine({ line: { health: h } }: { readonly line: Line }) {
  if (h.events === 0) return <span className="block w-16 border-b border-line-strong" />;
  const words = `Events of each of the last 24 hours, ${short(h.events)} in all`;
  return <Sparkline values={h.hourly} label={words} width={64} height={20} />;
}

/** What of the last day is to be looked at, in words. */
function Trouble({ line: { health: h } }: { readonly line: Line }) {
  const narrow = useNarrow();
  const parts = [
    ...(h.refused > 0 ? [`${short(h.refused)} refused`] : []),
    ...(h.rejected > 0 ? [`${short(h.rejected)} rejected`] : []),
    ...(skew(h.aheadMs) === undefined ? [] : [`clock ${lag(h.aheadMs)} ahead`]),
  ];
  if (parts.length > 0)
    return (
      <span className="text-warn" title={parts.join(', ')}>
        {parts.join(', ')}
      </span>
    );
  return narrow ? null : none;
}

/* On a phone no column's title says what is meant. */
function State({ line: { health: h } }: { readonly line: Line }) {
  return useNarrow() ? <StateShape state={h.state} /> : <StateMark state={h.state} />;
}
function Events({ line: { health: h } }: { readonly line: Line }) {
  const narrow = useNarrow();
  if (h.events === 0) return narrow ? null : none;
  return <span title={plural(h.events, 'event')}>{narrow ? `${short(h.events)} events` : short(h.events)}</span>;
}
function Seen({ line: { health: h } }: { readonly line: Line }) {
  const narrow = useNarrow();
  return (
    <span className="text-muted">
      {narrow && `${STATES[h.state].word}, `}
      <Time at={h.lastSeenAt} unknown={narrow ? 'never heard' : 'never'} className="text-muted" />
    </span>
  );
}

export const COLUMNS: readonly Column<Line>[] = [
  { id: 'state', title: 'State', width: '92px', card: 'mark', cell: (s) => <State line={s} /> },
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
    width: 'minmax(130px,1.1fr)',
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
  { id: 'line', title: '24 h', width: '64px', from: 760, cell: (s) => <DayLine line={s} /> },
  { id: 'events', title: 'Events', width: '60px', card: 'aside', end: true, cell: (s) => <Events line={s} /> },
  {
    id: 'lag',
    title: 'Lag',
    width: '56px',
    end: true,
    from: 820,
    cell: (s) => (s.health.lagP50Ms === null ? none : lag(s.health.lagP50Ms)),
  },
  { id: 'seen', title: 'Last seen', width: '84px', card: 'meta', end: true, cell: (s) => <Seen line={s} /> },
  {
    id: 'trouble',
    title: 'To look at',
    width: 'minmax(150px,1.2fr)',
    card: 'meta',
    cell: (s) => <Trouble line={s} />,
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
