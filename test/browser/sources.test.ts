import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestOf } from '../../src/ingest/client.ts';
import type { SourceClient } from '../../src/ingest/client.ts';
import { client as kubernetes } from '../../src/ingest/sources/kubernetes/audit/client.ts';
import { client as webhook } from '../../src/ingest/sources/standard/webhook/client.ts';
import { toBase64 } from '../../src/kit/bytes.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { vedette } from '../e2e/support.ts';
import { launchChromium, visitor } from './chromium.ts';
import { startAlone, type RunningFleet } from './fleet.ts';

let fleet: RunningFleet;
let browser: Browser;

beforeAll(async () => {
  [fleet, browser] = await Promise.all([startAlone(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await fleet?.stop();
});

/** What the sender would send, with this secret. Answers the status. */
async function send(url: string, secret: string, client: SourceClient = kubernetes): Promise<number> {
  const now = Date.now();
  const deliveryId = crypto.randomUUID();
  const request = await requestOf(client, { records: client.samples(now), secret, settings: {}, deliveryId, now });
  const { method, headers, body } = request;
  return (await fetch(url + request.path, { method, headers, body })).status;
}

it('an admin adds a source, sees why it is refused and that it speaks, renews its secret, and deletes it', async () => {
  const person = await visitor(browser);
  const { page } = person;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const shown = (label: string) =>
    page.getByText(label, { exact: true }).locator('xpath=..').locator('code').innerText();
  const { stdout } = await vedette(['sign-in'], fleet.cwd);
  await page.goto(stdout.trim());
  await button('Not now').click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  await page.goto(`${fleet.consoleUrl}/sources/new`);
  await page.getByRole('searchbox', { name: 'Search kinds of sources' }).fill('kubernetes.audit');
  await page.getByRole('button', { name: /^Kubernetes audit webhook/ }).click();
  await page.getByLabel('It may speak of').fill('what? no');
  await button('Add source').click();
  // The form says what is wrong before anybody is asked.
  await page.getByText('“what?” does not look like one').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('a cluster');
  await page.getByLabel('It may speak of').fill('staging');
  await button('Add source').click();

  await page.getByText('It is not shown again').waitFor();
  const [url, secret] = [await shown('URL'), await shown('Secret')];
  await button('Send a test event').click();
  await page.getByText(/sample records sent, \d events understood/).waitFor();
  // A test is no first delivery: nobody has shown the credential yet.
  await page.getByText('Waiting for its first delivery.').waitFor();
  expect(await send(url, 'another secret')).toBe(401);
  await page.getByText('Credential or signature wrong').waitFor({ timeout: 60_000 });
  expect(await send(url, secret)).toBe(200);
  await page.getByText('It speaks.').waitFor();

  await button('Done, to the source').click();
  await page.getByRole('heading', { level: 1, name: 'a cluster' }).waitFor();
  await page.getByRole('tab', { name: 'Settings and keys' }).click();
  expect(await page.content()).not.toContain(secret);
  await button('Rotate').click();
  await button('Make it').click();
  await page.getByText('It is not shown again').waitFor();
  const fresh = await shown('Secret');
  expect(fresh).not.toBe(secret);
  await button('Done').click();
  expect(await page.content()).not.toContain(fresh);
  await page.getByText('No sender uses the new key yet.').waitFor();

  // Once more would end the key that the cluster still sends with: it asks which. The newest got lost, say.
  await button('Rotate').click();
  await button('Make it').click();
  await page.getByRole('heading', { name: 'Which key ends?' }).waitFor();
  await button('Replace the newest').click();
  await page.getByText('It is not shown again').waitFor();
  const second = await shown('Secret');
  await button('Done').click();
  expect(await send(url, secret)).toBe(200);
  await expect.poll(() => send(url, second), { timeout: 30_000, interval: 1_000 }).toBe(200);
  expect(await send(url, fresh)).toBe(401);
  await page.reload();
  await page.getByText('Some sender still uses the old key.').waitFor();
  await button('End now').click();
  await page.getByText('It is still in use').waitFor();
  await button('End it now').click();
  await page.getByText('1 key ended.').waitFor();

  await button('Delete source').click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
  await dialog.getByLabel(/^Type its name/).fill('a cluster');
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Sources' }).waitFor();
  await expect.poll(() => page.getByRole('gridcell', { name: 'a cluster' }).count()).toBe(0);
  expect(person.complaints).toEqual([]);
  await person.context.close();
});

it('an admin takes over the secret that a sender issued, which is shown nowhere', async () => {
  const person = await visitor(browser, { width: 390, height: 844, theme: 'dark' });
  const { page } = person;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const field = page.getByLabel('Secret that the sender issued');
  const { stdout } = await vedette(['sign-in'], fleet.cwd);
  await page.goto(stdout.trim());
  await button('Not now').click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  // A kind whose secret is made here has no such field.
  await page.goto(`${fleet.consoleUrl}/sources/new?kind=kubernetes.audit`);
  await page.getByLabel('Name', { exact: true }).waitFor();
  expect(await field.count()).toBe(0);

  await page.goto(`${fleet.consoleUrl}/sources/new?kind=standard.webhook`);
  await page.getByLabel('Name', { exact: true }).fill('issued');
  expect(await field.getAttribute('type')).toBe('password');
  expect(await field.getAttribute('autocomplete')).toBe('off');
  await field.fill('of another kind');
  await button('Add source').click();
  await page.getByText('expected is whsec_').waitFor();
  await field.fill('');
  await button('Add source').click();
  await page.getByText('It is not shown again').waitFor();
  const url = await page.getByText('URL', { exact: true }).locator('xpath=..').locator('code').innerText();

  const secret = `whsec_${toBase64(randomBytes(24))}`;
  await button('The sender shows its own').click();
  await field.fill(` ${secret} `);
  await button('Take it over').click();
  await page.getByText('taken and shown nowhere').waitFor();
  expect(await page.content()).not.toContain(secret.slice(6));
  await button('Done').click();
  expect(await send(url, secret, webhook)).toBe(202);
  await page.getByText('It speaks.').waitFor();

  // The same once more, from the page of its keys.
  await button('Done, to the source').click();
  await page.getByRole('tab', { name: 'Settings and keys' }).click();
  await button('Rotate').click();
  await field.fill(secret);
  await page.keyboard.press('Enter');
  await page.getByText('which is good already').waitFor();
  expect(person.complaints).toEqual([]);
  await person.context.close();
});
