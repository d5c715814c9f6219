import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { launchChromium, visitor, type Visitor } from './chromium.ts';
import { startDemo, type RunningFleet } from './fleet.ts';

/** Long enough to sign in, add a window and write the policies before anything happens. */
const DELAY = '40s';
const ACT = 'forbid (principal, action == Vedette::Action::"act", resource)';

let fleet: RunningFleet;
let browser: Browser;
let admin: Visitor;

const hourIn = (timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit' }).format(new Date()));
/** Where it is not night, nor soon: a window from two to four is closed there. */
const ZONE = hourIn('Asia/Kolkata') < 5 ? 'America/Lima' : 'Asia/Kolkata';

const dialog = (page: Page) => page.getByRole('dialog');
async function addPolicy(page: Page, id: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Add policy' }).click();
  await dialog(page).getByLabel('Id').fill(id);
  await dialog(page).getByLabel('Cedar').fill(text);
  await dialog(page).getByText('No fault found.').waitFor();
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 2, name: id }).waitFor();
}
/** Opens the waiting plan that speaks of an action. */
async function openPlan(page: Page, action: string): Promise<void> {
  await page.goto(`${fleet.consoleUrl}/approvals`);
  const row = page.getByRole('button', { name: new RegExp(action, 'i') }).first();
  await row.waitFor({ timeout: 90_000 });
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
  await page.getByRole('button', { name: 'Break glass…' }).first().waitFor();
}
async function breakGlass(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Break glass…' }).first().click();
  await dialog(page).getByLabel('Why it cannot wait').fill('the other approver cannot be reached tonight');
  await dialog(page).getByLabel('Type “break glass” to confirm').fill('break glass');
  const answered = page.waitForResponse((r) => r.request().method() === 'POST' && /\/approvals\/plan_/.test(r.url()));
  await dialog(page).getByRole('button', { name: 'Sign and break the glass' }).click();
  expect((await answered).status()).toBe(200);
  await dialog(page).waitFor({ state: 'detached' });
}

beforeAll(async () => {
  [fleet, browser] = await Promise.all([startDemo(['--delay', DELAY, '--lease', '10m']), launchChromium()]);
  admin = await visitor(browser);
});
afterAll(async () => {
  await browser?.close();
  await fleet?.stop();
});

describe('containment in the dashboard', () => {
  it('a window is added with its openings in sight, and policies are written, with their faults at their lines', async () => {
    const { page } = admin;
    await page.goto(fleet.link);
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    await page.goto(`${fleet.consoleUrl}/policies?tab=windows`);
    await page.getByRole('button', { name: 'Add window' }).click();
    await dialog(page).getByLabel('Name').fill('Nights');
    await dialog(page).getByLabel('Id').fill('nights');
    await dialog(page).getByLabel('Recurs').selectOption({ label: 'Each day' });
    await dialog(page).getByLabel('Time zone').fill(ZONE);
    await dialog(page)
      .getByText(/02:00 to 04:00/)
      .first()
      .waitFor();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('list', { name: 'Next openings of Nights' }).waitFor();

    await page.goto(`${fleet.consoleUrl}/policies`);
    await page.getByRole('button', { name: 'Add policy' }).click();
    await dialog(page).getByLabel('Cedar').fill('forbid (principal,\n  oops);');
    await dialog(page)
      .getByRole('button', { name: /^Line 2/ })
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();

    await addPolicy(page, 'two-people', `@approvals("2")\n${ACT};\n`);
    await addPolicy(
      page,
      'by-hand',
      `@strategy("manual")\n${ACT}\nwhen { context.action == "aws.cloudtrail.restart-logging" };\n`,
    );
    await addPolicy(
      page,
      'at-night',
      `@strategy("scheduled")\n@window("nights")\n${ACT}\nwhen { context.action == "aws.iam.deactivate-access-key" };\n`,
    );
  });

  it('a change over a version that is not in force any more is not saved, and says what to do', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Edit two-people' }).click();
    await dialog(page).getByLabel('Cedar').fill(`// both of them\n@approvals("2")\n${ACT};\n`);
    await page.evaluate(async () => {
      const text =
        '// somebody else\n@approvals("2")\nforbid (principal, action == Vedette::Action::"act", resource);\n';
      await fetch('/api/v1/policies/two-people', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      });
    });
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByText('Somebody changed the policies while you edited.').waitFor();
    await dialog(page).getByRole('button', { name: 'Keep my text, over the new version' }).click();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('both of them').waitFor();
    const now = await page.evaluate(() => fetch('/api/v1/policies/two-people').then((r) => r.text()));
    expect(now).toContain('both of them');
  });

  it('a plan says who is missing and when it runs; the glass is broken with a sentence and typed words only', async () => {
    const { page } = admin;
    await openPlan(page, 'deactivate access key');
    await page.getByText('2 approvers are missing').first().waitFor();
    await page
      .getByText(/Nights, .*02:00 to 04:00/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'What will run' }).first().click();
    await page
      .getByText(/aws iam update-access-key/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Break glass…' }).first().click();
    await dialog(page).getByLabel('Why it cannot wait').fill('urgent');
    await dialog(page).getByRole('button', { name: 'Sign and break the glass' }).click();
    await dialog(page)
      .getByText(/characters short/)
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await breakGlass(page);
    await page.getByRole('heading', { level: 2, name: 'Waiting for their window' }).waitFor({ timeout: 30_000 });
  });

  it('a manual plan is a task with its steps, and what AWS does not show yet is said', async () => {
    const { page } = admin;
    await page.goto(`${fleet.consoleUrl}/approvals`);
    await page.getByRole('heading', { level: 2, name: 'To do by hand' }).waitFor({ timeout: 30_000 });
    await page
      .getByRole('link', { name: /restart logging/i })
      .first()
      .click();
    await page.getByRole('heading', { level: 2, name: 'Tasks' }).waitFor();
    await page
      .getByText(/aws cloudtrail start-logging/)
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'I did it…' }).first().click();
    await dialog(page).getByLabel('What you did').fill('started it in the console');
    await dialog(page).getByRole('button', { name: 'I did it' }).click();
    // Nobody did it in truth: AWS is read, and what it shows counts.
    await page
      .getByText(/not|still/i)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'I did it…' }).first().waitFor();
  });

  it('nothing untoward was said', () => expect(admin.complaints).toEqual([]));
});
