import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import { vedette } from '../e2e/support.ts';
import { seriousFindings } from './axe.ts';
import { launchChromium, visitor, type Screen, type Visitor } from './chromium.ts';
import { linkForNew, startAlone, type RunningFleet } from './fleet.ts';

const PAGES = [
  ['/', 'Overview'],
  ['/incidents', 'Incidents'],
  ['/approvals', 'Approvals'],
  ['/findings', 'Findings'],
  ['/sources', 'Sources'],
  ['/sources?tab=dead-letters', 'Sources'],
  ['/sources/new', 'Add a source'],
  ['/sources/new?kind=aws.sns', 'Add a source'],
  ['/rules', 'Rules'],
  ['/rules?tab=suppressions', 'Rules'],
  ['/rules?tab=hunts', 'Rules'],
  ['/rules/new', 'New rule'],
  ['/rules/1251974a-61a5-5b03-a1fe-47aa3c684c80', 'Whole IAM configuration read at once'],
  ['/policies', 'Policies'],
  ['/policies?tab=versions', 'Policies'],
  ['/policies?tab=dry-run', 'Policies'],
  ['/policies?tab=decisions', 'Policies'],
  ['/policies?tab=windows', 'Policies'],
  ['/policies?tab=decision-point', 'Policies'],
  ['/agents', 'Agents'],
  ['/agents?tab=reviews', 'Agents'],
  ['/ledger', 'Ledger'],
  ['/administration', 'Administration'],
  ['/administration?tab=accounts', 'Administration'],
  ['/administration?tab=safeguards', 'Administration'],
  ['/administration?tab=slack', 'Administration'],
  ['/administration?tab=organisation', 'Administration'],
  ['/account', 'Account'],
] as const;

const SCREENS: readonly (readonly [string, Screen])[] = [
  ['1440 px, light', { width: 1440, height: 900, theme: 'light' }],
  ['1440 px, dark', { width: 1440, height: 900, theme: 'dark' }],
  ['390 px, light', { width: 390, height: 844, theme: 'light' }],
  ['390 px, dark', { width: 390, height: 844, theme: 'dark' }],
];

let fleet: RunningFleet;
let browser: Browser;
/** Those above, and a source of this fleet. */
let pages: readonly (readonly [path: string, name: string])[] = PAGES;

async function signedIn(screen: Screen): Promise<Visitor> {
  const person = await visitor(browser, screen);
  const { stdout } = await vedette(['sign-in'], fleet.cwd);
  await person.page.goto(stdout.trim());
  await person.page.getByRole('button', { name: 'Not now' }).click();
  await person.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return person;
}

beforeAll(async () => {
  [fleet, browser] = await Promise.all([startAlone(), launchChromium()]);
  const sent = await vedette(['send', `${ROOT}/demo/leaked-key.ndjson`, '--source', 'standard.webhook'], fleet.cwd);
  if (sent.code !== 0) throw new Error(sent.stderr);
  const { sources } = JSON.parse(await readFile(join(fleet.stateDir, 'credentials.json'), 'utf8')) as {
    sources: Record<string, { id: string }>;
  };
  const [kind, { id }] = Object.entries(sources)[0]!;
  const tabs = ['', '?tab=set-up', '?tab=settings'];
  pages = [...PAGES, ...tabs.map((tab) => [`/sources/${id}${tab}`, `local ${kind}`] as const)];
});
afterAll(async () => {
  await browser?.close();
  await fleet?.stop();
});

// At once: most of the time a page is waited for until nothing more comes.
describe.concurrent.each(SCREENS)('at %s', (_, screen) => {
  it('every page shows itself, fits the width, is accessible and says nothing untoward', async ({ expect }) => {
    const person = await signedIn(screen);
    const { page } = person;
    const wrong: string[] = [];
    for (const [path, name] of pages) {
      await page.goto(`${fleet.consoleUrl}${path}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      for (const f of await seriousFindings(page)) wrong.push(`${path}: ${f}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) wrong.push(`${path} is ${over} px too wide`);
    }
    for (const c of person.complaints) wrong.push(c);
    expect(wrong).toEqual([]);
    await person.context.close();
  });
});

describe('a viewer', () => {
  it('reads every page, is refused nothing but the senders, and is offered no change of sources, policies, rules, quotas or safeguards', async () => {
    const person = await visitor(browser);
    const { page } = person;
    await page.goto(await linkForNew(fleet, 'viewer'));
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const wrong: string[] = [];
    page.on('response', (r) => {
      // Senders are an analyst's to see (gate.Admin.listSources); the pages say so.
      if (r.status() === 403 && !/\/api\/v1\/sources(\/src_[^/]+(\/setup)?)?$/.test(r.url()))
        wrong.push(`${r.url()} is refused`);
    });
    for (const [path, name] of PAGES) {
      await page.goto(`${fleet.consoleUrl}${path}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      if (!/^\/(policies|agents|administration|rules|sources)/.test(path)) continue;
      const offered = page.getByRole('button', {
        name: /^(Add|Edit|Change|Protect|Unprotect|Stop|Connect|Save|New|Suppress|Start|End now|Hunt|Try|Send|Disable|Enable|Rotate|Replay|Delete)/,
      });
      for (const text of await offered.allTextContents()) wrong.push(`${path} offers ${text}`);
    }
    expect([...wrong, ...person.complaints]).toEqual([]);
    await person.context.close();
  });
});

describe('signing in', () => {
  it('by passkey, after signing out; the old session is over', async () => {
    const person = await visitor(browser);
    const { page } = person;
    const { stdout } = await vedette(['sign-in'], fleet.cwd);
    await page.goto(stdout.trim());
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const [old] = await person.context.cookies();
    await page.evaluate(() => fetch('/api/v1/sign-out', { method: 'POST' }));
    // The open page may be led away by itself while another loads: asked until that is where the sign-in leads back to.
    await expect
      .poll(
        async () => {
          await page.goto(`${fleet.consoleUrl}/rules`).catch(() => undefined);
          await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
          return decodeURIComponent(page.url());
        },
        { timeout: 20_000 },
      )
      .toContain('/rules');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
    const [fresh] = await person.context.cookies();
    expect(fresh!.value).not.toBe(old!.value);
    const reused = await fetch(`${fleet.consoleUrl}/api/v1/me`, {
      headers: { cookie: `__Host-vedette=${old!.value}` },
    });
    expect(reused.status).toBe(401);
    await person.context.close();
  });

  it('by a link that was used before says what to do', async () => {
    const { stdout } = await vedette(['sign-in'], fleet.cwd);
    const first = await visitor(browser);
    await first.page.goto(stdout.trim());
    // This person has a passkey by now: the link is one factor of two.
    await first.page.getByRole('button', { name: 'Use your passkey' }).waitFor();
    await first.page.goto(`${fleet.consoleUrl}/findings`).catch(() => undefined);
    await first.page.getByRole('button', { name: 'Use your passkey' }).waitFor();
    await first.context.close();
    const second = await visitor(browser);
    await second.page.goto(stdout.trim());
    await expect.poll(() => second.page.getByText('npm run vedette -- sign-in').count()).toBeGreaterThan(0);
    await second.context.close();
  });
});
