import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { launchChromium, visitor, type Visitor } from './chromium.ts';
import { linkForNew, startAlone, type RunningFleet } from './fleet.ts';

const TITLE = 'Door opened at night';
const SHIPPED = 'Whole IAM configuration read at once';

let fleet: RunningFleet;
let browser: Browser;
let admin: Visitor;

async function signIn(person: Visitor, link: string): Promise<void> {
  await person.page.goto(link);
  await person.page.getByRole('button', { name: 'Not now' }).click();
  await person.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
async function openRule(page: Page, words: string, title: string): Promise<void> {
  await page.goto(`${fleet.consoleUrl}/rules?q=${encodeURIComponent(words)}`);
  await page.getByRole('row', { name: title }).click();
  await heading(page, title);
}
const editor = (page: Page) => page.getByLabel('Sigma', { exact: true });
async function change(page: Page, from: string, to: string): Promise<void> {
  const text = await editor(page).inputValue();
  expect(text).toContain(from);
  await editor(page).fill(text.replace(from, to));
}
/** What axe finds and what is too wide, of the page as it stands. */
async function faults(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...(await seriousFindings(page)), ...(over > 0 ? [`${over} px too wide`] : [])];
}

beforeAll(async () => {
  [fleet, browser] = await Promise.all([startAlone(), launchChromium()]);
  admin = await visitor(browser);
  await signIn(admin, fleet.link);
});
afterAll(async () => {
  await browser?.close();
  await fleet?.stop();
});

describe('a rule of one’s own', () => {
  it('shows a fault at its line, is tried on events once mended, and stands in the list when saved', async () => {
    const { page } = admin;
    await page.goto(`${fleet.consoleUrl}/rules`);
    await page.getByRole('button', { name: 'New rule' }).click();
    await heading(page, 'New rule');
    await change(page, 'Say in a few words what happened', TITLE);
    await change(page, '    eventName: CreateAccessKey', '    eventName|contans: OpenDoor');
    const fault = page.getByRole('button', { name: /^Line 21, column \d+/ });
    await fault.waitFor();
    expect(await page.getByText('unknown or unsupported modifier').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await fault.click();
    expect(await editor(page).evaluate((el) => document.activeElement === el)).toBe(true);
    expect(await faults(page)).toEqual([]);

    await change(page, 'eventName|contans:', 'eventName:');
    await page.getByText('No fault found.').waitFor();
    await page
      .getByRole('textbox', { name: 'Events' })
      .fill('{"eventName":"CloseDoor"}\n{"eventSource":"iam.amazonaws.com","eventName":"OpenDoor"}');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByText('1 of 2 events match.').waitFor();
    await page.getByText('event 2', { exact: true }).waitFor();
    expect(await page.locator('dd', { hasText: /^OpenDoor$/ }).count()).toBe(1);

    await page.getByLabel('Save as').selectOption('enabled');
    await page.getByLabel('Note').fill('Seen in SEC-7');
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, TITLE);
    expect(await faults(page)).toEqual([]);
    await page.goto(`${fleet.consoleUrl}/rules?origin=own`);
    const row = page.getByRole('row', { name: TITLE });
    await row.waitFor();
    expect(await row.textContent()).toContain('Enabled');
  });

  it('is changed over the version that it began from: another’s change in between is shown, not lost', async () => {
    const { page } = admin;
    await openRule(page, TITLE, TITLE);
    const url = page.url();
    await page.getByRole('button', { name: 'Edit' }).click();
    await heading(page, `Edit ${TITLE}`);
    const other = await admin.context.newPage();
    await other.goto(`${url}/edit`);
    await heading(other, `Edit ${TITLE}`);
    await change(other, 'level: medium', 'level: high');
    await other.getByRole('button', { name: 'Save' }).click();
    await heading(other, TITLE);
    await other.close();

    await change(page, 'Whom to ask', 'Ask the porter');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody changed this rule while you edited.').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep my text, over version 2' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, TITLE);
    await page.getByText('Your own, version 3').waitFor();
    await page.getByRole('button', { name: 'Go back to version 2' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
    await page.getByText('Your own, version 4').waitFor();
    await page.getByText('back to version 2').waitFor();
  });

  it('that was enabled looked back by itself: the hunt tells what it looked at; another one is started by hand', async () => {
    const { page } = admin;
    await page.goto(`${fleet.consoleUrl}/rules?tab=hunts`);
    await page.getByRole('list', { name: 'Hunts, newest first' }).getByRole('button', { name: TITLE }).first().click();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await panel.getByRole('heading', { name: TITLE }).waitFor();
    // It ends with what came before every pipeline had the rule, half a minute after it was enabled.
    await panel.getByText('done', { exact: true }).waitFor({ timeout: 60_000 });
    await panel.getByText('Nothing matched in what was looked at.').waitFor();
    await panel.getByRole('img', { name: '100 percent of the time was looked at' }).waitFor();
    expect(await faults(page)).toEqual([]);

    await openRule(page, TITLE, TITLE);
    await page.getByRole('button', { name: 'More', exact: true }).last().click();
    await page.getByRole('menuitem', { name: 'Hunt through the archive' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Days back').fill('900');
    await dialog.getByText('1 to 400 days.').waitFor();
    await dialog.getByLabel('Days back').fill('3');
    await dialog.getByRole('button', { name: 'Start the hunt' }).click();
    await page.waitForURL(/hunt=hunt_/);
    await panel.getByText('done', { exact: true }).waitFor();
  });

  it('is not lost by leaving unasked', async () => {
    const { page } = admin;
    await page.goto(`${fleet.consoleUrl}/rules/new`);
    await heading(page, 'New rule');
    await change(page, 'Whom to ask', 'Ask the porter');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).last().click();
    expect(await editor(page).inputValue()).toContain('Ask the porter');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await heading(page, 'Overview');
  });
});

describe('a rule that ships', () => {
  it('is disabled by an admin with a reason and an end, and is as it ships again', async () => {
    const { page } = admin;
    await openRule(page, 'Whole IAM', SHIPPED);
    await page.getByRole('button', { name: 'Change standing' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await dialog.getByText('Say why, for whoever asks in a year.').waitFor();
    await dialog.getByLabel('Reason').fill('Our auditor reads it each hour');
    await dialog.getByLabel('Until').selectOption('7');
    expect(await faults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Not as it ships').waitFor();
    await page.getByText('Our auditor reads it each hour').waitFor();
    await page.goto(`${fleet.consoleUrl}/rules?state=disabled`);
    const row = page.getByRole('row', { name: SHIPPED });
    await row.waitFor();
    expect(await row.textContent()).toContain('Our auditor reads it each hour');
    await row.click();
    await page.getByRole('button', { name: 'Change standing' }).click();
    await dialog.getByLabel('State').selectOption('enabled');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Not as it ships').waitFor({ state: 'detached' });
  });

  it('is suppressed where it is known; what means nothing is refused at the field', async () => {
    const { page } = admin;
    await openRule(page, 'Whole IAM', SHIPPED);
    await page.getByRole('button', { name: 'Suppress' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Field of line 1').fill('userIdentity.arn|contans');
    await dialog.getByLabel('Values of line 1').fill(':role/auditor');
    await dialog.getByLabel('Reason').fill('The auditor’s role (SEC-142)');
    await dialog.getByRole('button', { name: 'Suppress', exact: true }).click();
    await dialog.getByRole('alert').filter({ hasText: 'contans' }).waitFor();
    await dialog.getByLabel('Field of line 1').fill('userIdentity.arn');
    await dialog.getByLabel('Comparison of line 1').selectOption('endswith');
    await dialog.getByRole('button', { name: 'Suppress', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('The auditor’s role (SEC-142)').waitFor();
    await page.goto(`${fleet.consoleUrl}/rules?tab=suppressions`);
    await page.getByRole('link', { name: SHIPPED }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click();
    await page.getByText('Nothing is suppressed').waitFor();
  });

  it('is an analyst’s to suppress and to copy, not to change', async () => {
    const analyst = await visitor(browser, { width: 390, height: 844, theme: 'dark' });
    await signIn(analyst, await linkForNew(fleet, 'analyst'));
    const { page } = analyst;
    await openRule(page, 'Whole IAM', SHIPPED);
    await page.getByRole('button', { name: 'Suppress' }).waitFor();
    expect(await page.getByRole('button', { name: 'Change standing' }).count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'More', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Make an own rule of it' }).click();
    await heading(page, 'New rule');
    await page.getByText('No fault found.').waitFor();
    expect(await faults(page)).toEqual([]);
    expect([...analyst.complaints, ...admin.complaints]).toEqual([]);
    await analyst.context.close();
  });
});
