import { Badge } from '../../ui/badge.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Id } from '../../ui/id.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { Time } from '../../ui/time.tsx';
import { levelInForce, logsourceOf, type RuleLine } from './data.ts';
import { StateMark, TunedBy } from './state-badge.tsx';

const none = <span className="text-faint">–</span>;
const count = (n: number) => (n === 0 ? none : <span>{n.toLocaleString('en')}</span>);
/** On a phone no column's title says what a number is of. */
const inWords = (m: RuleLine['matches']): string => {
  const kept = m.shadow + m.suppressed;
  if (m.findings + kept === 0) return 'never fired';
  return `${m.findings === 1 ? 'one finding' : `${m.findings} findings`}${kept > 0 ? `, ${kept} kept back` : ''}`;
};

export const RULE_COLUMNS: readonly Column<RuleLine>[] = [
  {
    id: 'level',
    title: 'Lvl',
    width: '28px',
    card: 'mark',
    cell: (r) => <SeverityMark severity={levelInForce(r)} />,
  },
  {
    id: 'title',
    title: 'Rule',
    width: 'minmax(220px,2.4fr)',
    card: 'title',
    cell: (r) => (
      <span title={r.title}>
        <span className="font-medium">{r.title}</span>
        {r.origin === 'own' && (
          <Badge tone="accent" className="ml-2 align-middle">
            own
          </Badge>
        )}
        {r.wentQuiet && (
          <Badge tone="warn" className="ml-2 align-middle">
            fell silent
          </Badge>
        )}
        {r.tuning !== null && (
          <span className="ml-3">
            <TunedBy tuning={r.tuning} />
          </span>
        )}
      </span>
    ),
  },
  { id: 'state', title: 'State', width: '84px', card: 'aside', cell: (r) => <StateMark state={r.state} quiet /> },
  {
    id: 'tuned',
    title: 'Tuned',
    width: 'minmax(160px,1.4fr)',
    hidden: true,
    cell: (r) => <TunedBy tuning={r.tuning} />,
  },
  {
    id: 'source',
    from: 640,
    title: 'Log source',
    width: 'minmax(110px,.9fr)',
    card: 'meta',
    cell: (r) => (
      <span className="text-muted">{logsourceOf(r) || (r.kind === 'correlation' ? 'correlation' : none)}</span>
    ),
  },
  {
    id: 'techniques',
    from: 860,
    title: 'Techniques',
    width: '120px',
    cell: (r) =>
      r.techniques.length === 0 ? (
        none
      ) : (
        <span className="mono text-muted" title={r.techniques.join(' ')}>
          {r.techniques.join(' ')}
        </span>
      ),
  },
  {
    id: 'tactics',
    title: 'Tactics',
    width: 'minmax(110px,.8fr)',
    hidden: true,
    cell: (r) => r.tactics.join(', ') || none,
  },
  { id: 'kind', title: 'Kind', width: '84px', hidden: true, cell: (r) => r.kind },
  {
    id: 'findings',
    title: 'Findings',
    width: '64px',
    end: true,
    card: 'meta',
    cell: (r) => (
      <>
        <span className="max-sm:hidden">{count(r.matches.findings)}</span>
        <span className="sm:hidden">{inWords(r.matches)}</span>
      </>
    ),
  },
  {
    id: 'kept',
    from: 760,
    title: 'Kept back',
    width: '76px',
    end: true,
    cell: (r) => (
      <span title={`${r.matches.shadow} in shadow, ${r.matches.suppressed} suppressed`}>
        {count(r.matches.shadow + r.matches.suppressed)}
      </span>
    ),
  },
  {
    id: 'last',
    from: 700,
    title: 'Last match',
    width: '84px',
    end: true,
    cell: (r) => <Time at={r.matches.lastAt} unknown="–" className="text-muted" />,
  },
  { id: 'id', title: 'Id', width: '150px', hidden: true, cell: (r) => <Id id={r.id} /> },
];
