import type { ReactNode } from 'react';
import { Time } from '../../ui/time.tsx';
import type { Detail } from './data.ts';
import { bytes, count, lag, skew } from './words.ts';

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
export function Figures({ source: { health: h } }: { readonly source: Detail }) {
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
