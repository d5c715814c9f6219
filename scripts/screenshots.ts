/**
 * Pictures of every page of the dashboard, at two widths and in both themes, from a demo that waits for approval: into
 * docs/images (those that the README shows) or a folder given as the first argument (all).
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { launchChromium, visitor, type Screen } from '../test/browser/chromium.ts';
import { startDemo } from '../test/browser/fleet.ts';
import { vedette } from '../test/e2e/support.ts';
import { ROOT } from './bundle.ts';

const PAGES = [
  'overview',
  'incidents',
  'incident',
  'approvals',
  'findings',
  'sources',
  'rules',
  'rules?tab=suppressions',
  'rules?tab=hunts',
  'rules/new',
  'rules/1251974a-61a5-5b03-a1fe-47aa3c684c80',
  'policies',
  'policies?tab=dry-run',
  'agents',
  'ledger',
  'administration',
  'administration?tab=safeguards',
  'account',
];
// The light one comes last: there a passkey is made, and from then on a link is one factor of two.
const SCREENS: readonly (readonly [string, Screen])[] = [
  ['dark', { width: 1440, height: 900, theme: 'dark' }],
  ['phone-light', { width: 390, height: 844, theme: 'light' }],
  ['phone-dark', { width: 390, height: 844, theme: 'dark' }],
  ['light', { width: 1440, height: 900, theme: 'light' }],
];
/** What the README shows. */
const SHOWN = new Set(['incident-light', 'overview-dark', 'findings-light']);

const all = process.argv[2];
const out = all === undefined ? join(ROOT, 'docs/images') : resolve(all);
await mkdir(out, { recursive: true });
const fleet = await startDemo(['--lease', '10m']);
const browser = await launchChromium();
try {
  for (const [name, screen] of SCREENS) {
    const { page, context, complaints } = await visitor(browser, screen);
    const { stdout } = await vedette(['sign-in'], fleet.cwd);
    await page.goto(stdout.trim());
    await page.getByRole('button', { name: name === 'light' ? 'Create passkey' : 'Not now' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.goto(`${fleet.consoleUrl}/incidents`);
    await page
      .getByText(/Leaked access key/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page
      .getByText(/Leaked access key/)
      .first()
      .click();
    await page.waitForURL(/\/incidents\/inc_/);
    const incident = new URL(page.url()).pathname;
    for (const at of PAGES) {
      const file = `${at.replace('?tab=', '-').replaceAll('/', '-')}-${name}`;
      if (all === undefined && !SHOWN.has(file)) continue;
      await page.goto(`${fleet.consoleUrl}${at === 'overview' ? '/' : at === 'incident' ? incident : `/${at}`}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(1_500);
      await page.screenshot({ path: join(out, `${file}.png`) });
      console.error(file);
    }
    for (const c of complaints) console.error(`  the page said: ${c}`);
    await context.close();
  }
} finally {
  await browser.close();
  await fleet.stop();
}
