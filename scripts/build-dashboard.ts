import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isFresh, noteMade, ROOT } from './bundle.ts';

/** What vite makes of `dashboard/`: served by the console Worker as its assets. */
export const DASHBOARD_DIST = join(ROOT, 'dist/dashboard');
/** Beside it, for all in it is served. */
const MADE = join(ROOT, 'dist/dashboard-made.json');
/** What no module names. */
const OTHERS = ['dashboard/*.*', 'dashboard/public/**/*.*'];

/** Builds the dashboard into {@link DASHBOARD_DIST}. Throws with vite's message if it does not build. */
export async function buildDashboard(): Promise<void> {
  const since = Date.now();
  // Loaded here: whoever only asks where the dashboard lies should not wait for vite.
  const { build } = await import('vite');
  const built = await build({ configFile: join(ROOT, 'dashboard/vite.config.ts'), logLevel: 'error' });
  const chunks = [built].flat().flatMap((b) => ('output' in b ? b.output : []));
  const modules = chunks.flatMap((c) => (c.type === 'chunk' ? c.moduleIds : []));
  const files = modules.flatMap((id) => (id.startsWith(ROOT) ? [relative(ROOT, id.split('?')[0]!)] : []));
  await noteMade(MADE, since, [...files, ...globSync(OTHERS, { cwd: ROOT })]);
}

/** Whether it is built and newer than its sources. */
export const isDashboardFresh = (): Promise<boolean> => isFresh(MADE);
