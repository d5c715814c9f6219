import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vedette } from '../e2e/support.ts';
import { launchChromium, visitor, type Visitor } from './chromium.ts';
import { startAlone, type RunningFleet } from './fleet.ts';

let fleet: RunningFleet;
let browser: Browser;
let person: Visitor;

const ACCOUNT = '111122223333';
/** A record that one shipped rule finds bad, each time another event. */
const stopped = (n: number): string =>
  JSON.stringify({
    eventVersion: '1.09',
    eventID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${ACCOUNT}:user/mallory`,
      accountId: ACCOUNT,
      userName: 'mallory',
    },
    eventTime: new Date(Date.now() - n).toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.77',
    userAgent: 'aws-cli/2.17.0',
    requestParameters: { name: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit` },
    responseElements: null,
    recipientAccountId: ACCOUNT,
  });

async function send(from: number, count: number): Promise<void> {
  const file = join(fleet.cwd, `events-${from}.ndjson`);
  await writeFile(file, Array.from({ length: count }, (_, i) => stopped(from + i)).join('\n'));
  const sent = await vedette(['send', file, '--source', 'standard.webhook'], fleet.cwd);
  expect(sent.code, sent.stderr).toBe(0);
}

/** How many findings the page holds, as its table tells assistive technology. */
const rows = (): Promise<number> =>
  person.page
    .getByRole('grid')
    .getAttribute('aria-rowcount')
    .then((n) => Number(n) - 1);

async function showsRows(count: number): Promise<void> {
  await expect.poll(rows, { timeout: 60_000, interval: 200 }).toBe(count);
}

beforeAll(async () => {
  [fleet, browser] = await Promise.all([startAlone(), launchChromium()]);
  person = await visitor(browser);
  await person.page.goto(fleet.link);
  await person.page.getByRole('button', { name: 'Not now' }).click();
  await person.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await fleet?.stop();
});

it('a page that stays open while the fleet is killed and started again shows what came meanwhile', async () => {
  const { page } = person;
  await page.goto(`${fleet.consoleUrl}/findings`);
  await send(0, 5);
  await showsRows(5);
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));

  // The launcher dies; what it left running is ended by the next one before it begins.
  await fleet.stop('SIGKILL');
  const [started] = await Promise.all([
    startAlone(fleet),
    page
      .getByText(/reconnecting/i)
      .first()
      .waitFor({ timeout: 60_000 }),
  ]);
  fleet = started;
  await send(100, 7);
  await showsRows(12);
  await send(200, 3);
  await showsRows(15);

  expect(await page.evaluate(() => (globalThis as unknown as { notReloaded?: boolean }).notReloaded)).toBe(true);
  await expect.poll(() => page.getByText(/reconnecting/i).count(), { timeout: 20_000 }).toBe(0);
});
