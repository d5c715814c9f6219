import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { Count } from '../ui/badge.tsx';
import { Icon } from '../ui/icons.tsx';
import { isIn, PLACES } from './nav.ts';
import { useWaiting } from './use-waiting.ts';

/** Where one can go, with what waits there; above it, whose it is. */
export function NavList({ onGo, children }: { readonly onGo?: () => void; readonly children: ReactNode }) {
  const path = useRouterState({ select: (s) => s.location.pathname });
  const waiting = useWaiting();
  return (
    <nav aria-label="Main" className="flex flex-col gap-px px-2">
      <div className="flex h-12 items-center gap-2 px-2">{children}</div>
      {PLACES.map((place) => {
        const here = isIn(place, path);
        return (
          <Link
            key={place.to}
            to={place.to}
            onClick={onGo}
            aria-current={here ? 'page' : undefined}
            className={cx(
              'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm pointer-coarse:h-10',
              here ? 'bg-hover font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
            )}
          >
            <span className={here ? 'text-accent' : ''}>
              <Icon name={place.icon} />
            </span>
            {place.label}
            <span className="ml-auto flex items-center gap-1">
              {place.to === '/approvals' && waiting.approvals > 0 && (
                <Count n={waiting.approvals} tone="warn" label="approvals wait" />
              )}
              {place.to === '/agents' && waiting.reviews > 0 && (
                <Count n={waiting.reviews} tone="warn" label="proposals on the review board" />
              )}
              {place.to === '/incidents' && waiting.incidents > 0 && (
                <Count n={waiting.incidents} label="open incidents" />
              )}
            </span>
          </Link>
        );
      })}
    </nav>
  );
}

/** The bar at the bottom of a phone: four places and the rest behind a button. */
export function TabBar({ onMore }: { readonly onMore: () => void }) {
  const path = useRouterState({ select: (s) => s.location.pathname });
  const waiting = useWaiting();
  const tab =
    'relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-2xs focus-visible:-outline-offset-2';
  const tabs = PLACES.filter((p) => p.tab === true);
  const elsewhere = !tabs.some((p) => isIn(p, path));
  return (
    <nav aria-label="Main" className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
      {tabs.map((place) => {
        const here = isIn(place, path);
        return (
          <Link
            key={place.to}
            to={place.to}
            aria-current={here ? 'page' : undefined}
            className={cx(tab, here ? 'font-medium text-accent' : 'text-muted')}
          >
            <Icon name={place.icon} size={18} />
            {place.label}
            {place.to === '/incidents' && waiting.incidents > 0 && (
              <span className="absolute left-1/2 top-1 ml-2">
                <Count n={waiting.incidents} label="open incidents" />
              </span>
            )}
            {place.to === '/approvals' && waiting.approvals > 0 && (
              <span className="absolute left-1/2 top-1 ml-2">
                <Count n={waiting.approvals} tone="warn" label="approvals wait" />
              </span>
            )}
          </Link>
        );
      })}
      <button type="button" onClick={onMore} className={cx(tab, elsewhere ? 'font-medium text-accent' : 'text-muted')}>
        <Icon name="menu" size={18} />
        More
      </button>
    </nav>
  );
}
