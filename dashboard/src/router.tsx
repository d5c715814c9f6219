import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from './lib/search.ts';
import { SignedIn } from './session/session.tsx';
import { useApplyTheme } from './session/theme.ts';
import { NotFound } from './shell/not-found.tsx';
import { Shell, ShellOutline } from './shell/shell.tsx';

/*
 * Each page is a chunk of its own. To add one: src/pages/<name>/page.tsx that exports the component, a line in `pages`, and
 * one in shell/nav.ts where it has its place in the navigation.
 */
function Root() {
  useApplyTheme();
  return <Outlet />;
}
const ForPeople = () => (
  <SignedIn waiting={<ShellOutline />}>
    <Shell />
  </SignedIn>
);

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/page.tsx'), 'SignInPage'),
});
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: ForPeople });

const pages = [
  createRoute({
    getParentRoute: () => shell,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/overview/page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/incidents',
    component: lazyRouteComponent(() => import('./pages/incidents/page.tsx'), 'IncidentsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/incidents/$id',
    component: lazyRouteComponent(() => import('./pages/incident/page.tsx'), 'IncidentPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/approvals',
    component: lazyRouteComponent(() => import('./pages/approvals/page.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/findings',
    component: lazyRouteComponent(() => import('./pages/findings/page.tsx'), 'FindingsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/sources',
    component: lazyRouteComponent(() => import('./pages/sources/page.tsx'), 'SourcesPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/sources/new',
    component: lazyRouteComponent(() => import('./pages/sources/new-page.tsx'), 'NewSourcePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/sources/$id',
    component: lazyRouteComponent(() => import('./pages/sources/source-page.tsx'), 'SourcePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/rules',
    component: lazyRouteComponent(() => import('./pages/rules/page.tsx'), 'RulesPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/rules/new',
    component: lazyRouteComponent(() => import('./pages/rules/editor-page.tsx'), 'NewRulePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/rules/$id',
    component: lazyRouteComponent(() => import('./pages/rules/rule-page.tsx'), 'RulePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/rules/$id/edit',
    component: lazyRouteComponent(() => import('./pages/rules/editor-page.tsx'), 'EditRulePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/policies',
    component: lazyRouteComponent(() => import('./pages/policies/page.tsx'), 'PoliciesPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/agents',
    component: lazyRouteComponent(() => import('./pages/agents/page.tsx'), 'AgentsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/ledger',
    component: lazyRouteComponent(() => import('./pages/ledger/page.tsx'), 'LedgerPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/administration',
    component: lazyRouteComponent(() => import('./pages/administration/page.tsx'), 'AdministrationPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/account',
    component: lazyRouteComponent(() => import('./pages/account/page.tsx'), 'AccountPage'),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren([signIn, shell.addChildren(pages)]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
