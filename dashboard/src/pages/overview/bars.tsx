import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { short } from './duration.ts';

export interface Bar {
  readonly key: string;
  readonly label: ReactNode;
  readonly n: number;
  /** Where it leads, with its filter */
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
}

/** What there is most of: names with bars of their share. Each leads to what it counts. */
export function Bars({ bars, nothing }: { readonly bars: readonly Bar[]; readonly nothing: string }) {
  if (bars.length === 0) return <p className="px-4 py-6 text-center text-sm text-muted">{nothing}</p>;
  const most = Math.max(...bars.map((b) => b.n), 1);
  return (
    <ul className="py-1">
      {bars.map((b) => (
        <li key={b.key}>
          <Link
            to={b.to}
            search={(b.search ?? {}) as never}
            className="relative flex h-8 items-center gap-3 px-4 text-sm hover:bg-hover"
          >
            <span
              aria-hidden
              className="absolute inset-y-1 left-2 rounded-sm bg-sunken"
              style={{ width: `calc((100% - 16px) * ${b.n / most})` }}
            />
            <span className="relative min-w-0 flex-1 truncate">{b.label}</span>
            <span className="relative tabular-nums text-muted">{short(b.n)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
