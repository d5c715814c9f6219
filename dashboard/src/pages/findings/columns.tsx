import type { Finding } from '../../../../src/contracts/finding.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Id } from '../../ui/id.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { Time } from '../../ui/time.tsx';

export type FindingRow = Finding & { readonly incident: string | null };

const actorOf = (f: FindingRow): string | undefined => {
  const actor = f.entities.find((e) => e.role === 'actor');
  return actor === undefined ? undefined : (actor.name ?? actor.id);
};
const none = <span className="text-faint">–</span>;
const mono = (value: string | undefined) =>
  value === undefined ? (
    none
  ) : (
    <span className="mono" title={value}>
      {value}
    </span>
  );

export const FINDING_COLUMNS: readonly Column<FindingRow>[] = [
  { id: 'severity', title: 'Sev', width: '28px', card: 'mark', cell: (f) => <SeverityMark severity={f.severity} /> },
  {
    id: 'title',
    title: 'Finding',
    width: 'minmax(200px,2.2fr)',
    card: 'title',
    cell: (f) => (
      <span className="font-medium" title={f.title}>
        {f.title}
      </span>
    ),
  },
  { id: 'actor', title: 'Actor', width: 'minmax(100px,1.1fr)', card: 'meta', cell: (f) => mono(actorOf(f)) },
  {
    id: 'source',
    from: 640,
    title: 'Source',
    width: 'minmax(90px,.8fr)',
    card: 'meta',
    cell: (f) => <span className="text-muted">{f.source}</span>,
  },
  { id: 'account', from: 860, title: 'Account', width: '108px', cell: (f) => mono(f.account) },
  { id: 'region', title: 'Region', width: '92px', hidden: true, cell: (f) => mono(f.region) },
  { id: 'rule', title: 'Rule', width: 'minmax(100px,1fr)', hidden: true, cell: (f) => mono(f.rule.id) },
  {
    id: 'techniques',
    title: 'Techniques',
    width: '110px',
    hidden: true,
    cell: (f) => (f.techniques.length === 0 ? none : mono(f.techniques.join(' '))),
  },
  { id: 'id', title: 'Id', width: '150px', hidden: true, cell: (f) => <Id id={f.id} /> },
  {
    id: 'incident',
    from: 760,
    title: 'Incident',
    width: '80px',
    cell: (f) =>
      f.incident === null ? (
        <span className="text-faint">waits</span>
      ) : (
        <span className="mono text-muted" title={f.incident}>
          …{f.incident.slice(-6)}
        </span>
      ),
  },
  {
    id: 'time',
    title: 'Seen',
    width: '84px',
    end: true,
    card: 'aside',
    cell: (f) => <Time at={f.time} className="text-muted" />,
  },
];
