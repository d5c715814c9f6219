import type { IncidentProjection } from '../../../../src/contracts/incident.ts';
import type { Column } from '../../ui/data-table.tsx';
import { PhaseChip, RiskBar } from '../../ui/phase.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { Countdown, Time } from '../../ui/time.tsx';
import { useNameOf } from '../incident/queries.ts';
import { heldOf } from './held.ts';

const none = <span className="text-faint">–</span>;

function Assignee({ id }: { readonly id: string | undefined }) {
  const nameOf = useNameOf();
  return id === undefined ? none : <>{nameOf(id)}</>;
}
function Held({ incident }: { readonly incident: IncidentProjection }) {
  const { held, of, until } = heldOf(incident.actions);
  if (of === 0) return none;
  return (
    <span>
      {held} of {of} in place
      {until !== undefined && (
        <span className="text-muted">
          {' '}
          · <Countdown until={until} />
        </span>
      )}
    </span>
  );
}

export const INCIDENT_COLUMNS: readonly Column<IncidentProjection>[] = [
  { id: 'severity', title: 'Sev', width: '28px', card: 'mark', cell: (i) => <SeverityMark severity={i.severity} /> },
  {
    id: 'title',
    title: 'Incident',
    width: 'minmax(200px,2.4fr)',
    card: 'title',
    cell: (i) => (
      <span className="font-medium" title={i.title}>
        {i.title}
      </span>
    ),
  },
  { id: 'risk', title: 'Risk', width: '92px', cell: (i) => <RiskBar risk={i.risk} /> },
  {
    id: 'phase',
    title: 'Phase',
    width: '136px',
    card: 'meta',
    cell: (i) => (
      <span className="flex items-center">
        <PhaseChip phase={i.phase} />
      </span>
    ),
  },
  { id: 'held', title: 'Actions', width: '172px', from: 1100, cell: (i) => <Held incident={i} /> },
  {
    id: 'assignee',
    title: 'Assignee',
    width: 'minmax(88px,1fr)',
    from: 900,
    card: 'meta',
    cell: (i) => <Assignee id={i.assignee} />,
  },
  { id: 'findings', title: 'Findings', width: '64px', from: 900, end: true, cell: (i) => i.findingCount },
  { id: 'updated', title: 'Changed', width: '88px', hidden: true, end: true, cell: (i) => <Time at={i.updatedAt} /> },
  { id: 'opened', title: 'Opened', width: '88px', end: true, card: 'aside', cell: (i) => <Time at={i.openedAt} /> },
];
