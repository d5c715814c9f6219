import { join } from 'node:path';
import { ROOT } from './bundle.ts';

/** What vite makes of `dashboard/`: served by the console Worker as its assets. */
export const DASHBOARD_DIST = join(ROOT, 'dist/dashboard');

/** Builds the dashboard into {@link DASHBOARD_DIST}. Throws with vite's message if it does not build. */
export async function buildDashboard(): Promise<void> {
  // Loaded here: whoever only asks where the dashboard lies should not wait for vite.
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'dashboard/vite.config.ts'), logLevel: 'error' });
}
