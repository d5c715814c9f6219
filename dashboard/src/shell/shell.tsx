import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { useHotkeys } from '../lib/hotkeys.ts';
import { useMe } from '../session/session.tsx';
import { Icon } from '../ui/icons.tsx';
import { Toasts } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { Mark } from './brand.tsx';
import { Drawer } from './drawer.tsx';
import { NavList, TabBar } from './nav-list.tsx';
import { PLACES } from './nav.ts';
import { StreamBanner, StreamMark } from './stream-banner.tsx';
import { UserMenu } from './user-menu.tsx';

const CommandPalette = lazy(() => import('./command-palette.tsx'));
const KeyboardHelp = lazy(() => import('./keyboard-help.tsx'));
const mac = navigator.userAgent.includes('Mac');

/** A page change puts the focus where the new page begins, and no line over what was clicked before. */
function useFocusOnMain(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (s) => s.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}

function OrganisationName() {
  const me = useMe();
  const org = useQuery({
    queryKey: ['organisation'],
    queryFn: ({ signal }) => api.get('/organisations', { signal }).then((a) => a.organisations[0]),
    staleTime: Infinity,
  });
  return (
    <span className="min-w-0 truncate text-sm font-semibold">{org.data?.name ?? me.org.replace(/^org_/, '')}</span>
  );
}

/** What is around every page: where one is, where one can go, whether what is seen is live. */
export function Shell() {
  const navigate = useNavigate();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const main = useFocusOnMain();
  useHotkeys([
    { keys: 'mod+k', label: 'Go to or do', group: 'Everywhere', run: () => setPalette((now) => !now) },
    { keys: '/', label: 'Search', group: 'Everywhere', run: () => setPalette(true) },
    { keys: '?', label: 'This help', group: 'Everywhere', run: () => setHelp(true) },
    ...PLACES.map((p) => ({
      keys: `g ${p.key}`,
      label: p.label,
      group: 'Go to',
      run: () => void navigate({ to: p.to }),
    })),
  ]);
  return (
    <TooltipProvider>
      <a
        href="#main"
        className="absolute -top-20 left-2 z-50 rounded-md border border-line-strong bg-surface px-3 py-2 text-sm focus:top-2"
      >
        Skip to content
      </a>
      <div className="flex h-dvh flex-col md:flex-row">
        <div className="hidden w-54 shrink-0 flex-col border-r border-line bg-canvas md:flex">
          <NavList>
            <Mark />
            <OrganisationName />
          </NavList>
        </div>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <header className="flex h-[calc(48px+env(safe-area-inset-top))] shrink-0 items-center gap-1 border-b border-line px-2 pt-[env(safe-area-inset-top)] sm:px-4">
            <div className="flex min-w-0 items-center gap-2 pl-2 md:hidden">
              <Mark />
              <OrganisationName />
            </div>
            <button
              type="button"
              onClick={() => setPalette(true)}
              className="hidden h-8 w-72 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-sm text-faint hover:border-line-strong md:flex"
            >
              <Icon name="search" size={14} />
              Search or go to
              <kbd className="ml-auto font-sans text-2xs">{mac ? '⌘K' : 'Ctrl K'}</kbd>
            </button>
            <div className="ml-auto flex items-center gap-1">
              <StreamMark />
              <button
                type="button"
                aria-label="Search or go to"
                onClick={() => setPalette(true)}
                className="flex size-10 items-center justify-center rounded-md text-muted md:hidden"
              >
                <Icon name="search" />
              </button>
              <UserMenu onHelp={() => setHelp(true)} />
            </div>
          </header>
          <main ref={main} id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <TabBar onMore={() => setDrawer(true)} />
      </div>
      <Drawer open={drawer} onClose={() => setDrawer(false)}>
        <NavList onGo={() => setDrawer(false)}>
          <Mark />
          <OrganisationName />
        </NavList>
      </Drawer>
      <StreamBanner />
      <Toasts />
      <Suspense>
        {palette && <CommandPalette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />}
        {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      </Suspense>
    </TooltipProvider>
  );
}

/** The shell's outline while it is not known who comes: nothing moves when it fills. */
export const ShellOutline = () => (
  <div role="status" aria-label="Loading" className="flex h-dvh flex-col md:flex-row">
    <div className="hidden w-54 shrink-0 border-r border-line md:block" />
    <div className="flex-1">
      <div className="h-12 border-b border-line" />
    </div>
  </div>
);
