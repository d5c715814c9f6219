import { Link } from '@tanstack/react-router';
import { PhaseChip } from '../../ui/phase.tsx';
import { short } from './duration.ts';
import type { Overview } from './use-overview.ts';

const AGES = ['under 1 h', '1–4 h', '4–24 h', '1–7 d', '7–30 d', 'over 30 d'];

/** Open incidents by where they are and by how long they have been open. */
export function OpenIncidents({ open }: { readonly open: Overview['open'] }) {
  const most = Math.max(...open.byAge.map((a) => a.n), 1);
  return (
    <div className="grid gap-6 p-4 sm:grid-cols-2">
      <ul aria-label="By phase" className="flex flex-col gap-1">
        {open.byPhase.map(({ phase, n }) => (
          <li key={phase}>
            <Link
              to="/incidents"
              search={{ phase } as never}
              className="flex h-7 items-center justify-between rounded-sm px-2 hover:bg-hover"
            >
              <PhaseChip phase={phase} />
              <span className={n === 0 ? 'text-faint' : 'font-medium'}>{short(n)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <ul aria-label="By age" className="flex flex-col gap-1">
        {open.byAge.map(({ fromMs, n }, i) => (
          <li key={fromMs} className="flex h-7 items-center gap-3 text-xs">
            <span className="w-20 shrink-0 text-muted">{AGES[i]}</span>
            <span aria-hidden className="h-2 flex-1 overflow-hidden rounded-sm bg-sunken">
              <span className="block h-full bg-accent" style={{ width: `${(n / most) * 100}%` }} />
            </span>
            <span className={n === 0 ? 'w-8 text-right text-faint' : 'w-8 text-right font-medium'}>{short(n)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
