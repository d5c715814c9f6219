import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Skeleton } from '../../ui/states.tsx';
import { duration, short } from './duration.ts';
import type { Mean, Overview } from './use-overview.ts';

function Figure({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note: ReactNode;
}) {
  return (
    <div className="min-w-0 px-4 py-3">
      <dt className="truncate text-xs text-muted">{label}</dt>
      <dd className="mt-1">
        <span className="block h-7 text-xl font-semibold tabular-nums">{value}</span>
        <span className="block truncate text-xs text-faint">{note}</span>
      </dd>
    </div>
  );
}

/** A mean of nothing is not zero: it is not known. */
const MeanFigure = ({ label, mean, none }: { readonly label: string; readonly mean: Mean; readonly none: string }) => (
  <Figure
    label={label}
    value={mean.meanMs === null ? <span className="text-faint">—</span> : duration(mean.meanMs)}
    note={
      mean.meanMs === null || mean.medianMs === null
        ? none
        : `median ${duration(mean.medianMs)} · ${short(mean.n)} ${mean.n === 1 ? 'incident' : 'incidents'}`
    }
  />
);

const ROW =
  'grid grid-cols-2 divide-line rounded-lg border border-line bg-surface sm:grid-cols-3 lg:grid-cols-5 lg:divide-x';

export function Figures({ data }: { readonly data: Overview | undefined }) {
  if (data === undefined)
    return (
      <div role="status" aria-label="Loading" className={ROW}>
        {Array.from({ length: 5 }, (_, i) => (
          <div key={i} className="flex h-[84px] flex-col justify-center gap-3 px-4">
            <Skeleton className="w-20" />
            <Skeleton className="h-5 w-14" />
          </div>
        ))}
      </div>
    );
  const waiting = data.open.byPhase.find((p) => p.phase === 'await_approval')?.n ?? 0;
  const person = data.open.byPhase.find((p) => p.phase === 'escalated')?.n ?? 0;
  return (
    <dl className={ROW}>
      <Figure
        label="Open incidents"
        value={
          <Link to="/incidents" search={{ open: 'true' } as never} className="hover:underline">
            {short(data.open.total)}
          </Link>
        }
        note={
          waiting + person === 0
            ? 'nobody is waited for'
            : [waiting > 0 ? `${waiting} waiting for approval` : '', person > 0 ? `${person} escalated` : '']
                .filter((t) => t !== '')
                .join(', ')
        }
      />
      <Figure
        label="Findings"
        value={short(data.findings.total)}
        note={data.findings.complete ? 'in this range' : 'of the newest part of this range'}
      />
      <MeanFigure label="Mean time to detect" mean={data.meanTimes.detect} none="no incident in this range" />
      <MeanFigure label="Mean time to contain" mean={data.meanTimes.contain} none="nothing was contained" />
      <MeanFigure label="Mean time to release" mean={data.meanTimes.release} none="nothing was released" />
    </dl>
  );
}
