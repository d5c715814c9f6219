/* `npm run bench -- scroll [--findings N]`: a table of many findings, scrolled in Chromium, beside an empty page in the same run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { newSecrets } from '../../cli/lib/state.ts';
import { makeSignInLink } from '../../cli/lib/sign-in-link.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { launchChromium, visitor } from '../browser/chromium.ts';
import { fill, mainFile } from './api-fill.ts';

const CONSOLE_PORT = 9151;
const INGEST_PORT = 9152;
const INCIDENTS = 2_000;
const SCROLL_MS = 8_000;
const WHEEL_PX = 400;
/** A frame this much longer than the usual one was dropped. */
const DROPPED_FACTOR = 1.5;

interface Frames {
  readonly frames: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly dropped: number;
}

/** Frames while the wheel turns over the middle of the page, as requestAnimationFrame sees them. */
async function turning(page: Page, usualMs?: number): Promise<Frames> {
  const counting = page.evaluate(
    (forMs) =>
      new Promise<number[]>((resolve) => {
        const { requestAnimationFrame } = globalThis as unknown as {
          requestAnimationFrame: (this: void, tell: (at: number) => void) => void;
        };
        const gaps: number[] = [];
        let last: number | undefined;
        const begun = performance.now();
        const frame = (at: number): void => {
          if (last !== undefined) gaps.push(at - last);
          last = at;
          if (performance.now() - begun < forMs) requestAnimationFrame(frame);
          else resolve(gaps);
        };
        requestAnimationFrame(frame);
      }),
    SCROLL_MS,
  );
  const until = Date.now() + SCROLL_MS;
  await page.mouse.move(600, 500);
  let n = 0;
  while (Date.now() < until) await page.mouse.wheel(0, n++ % 40 < 30 ? WHEEL_PX : -WHEEL_PX);
  const gaps = (await counting).toSorted((a, b) => a - b);
  const at = (q: number): number => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * q))] ?? 0;
  const usual = usualMs ?? at(0.5);
  return {
    frames: gaps.length,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    dropped: gaps.filter((g) => g > usual * DROPPED_FACTOR).length,
  };
}

/** Rows of the table, from the height of what it scrolls. */
const heldRows = (page: Page): Promise<number> =>
  page.getByRole('grid').evaluate((grid) => {
    const group = grid.querySelector<{ clientHeight: number } & Element>('[role=rowgroup]:last-of-type');
    const row = group?.querySelector<{ clientHeight: number } & Element>('[role=row]');
    return group === null || group === undefined || row === null || row === undefined
      ? 0
      : Math.round(group.clientHeight / (row.clientHeight + 1));
  });

/** Loads page after page until the table holds them all, and knows it. */
async function loadAll(page: Page, findings: number): Promise<void> {
  const grid = page.getByRole('grid');
  let told = 0;
  while ((await grid.getAttribute('aria-rowcount')) !== String(findings + 1)) {
    await grid.evaluate((g) => {
      g.scrollTop = g.scrollHeight;
    });
    await page.waitForTimeout(15);
    const rows = await heldRows(page);
    if (rows - told >= 10_000) {
      console.error(`  ${rows.toLocaleString('en')} rows`);
      told = rows;
    }
  }
}

const show = (name: string, f: Frames): void =>
  console.log(
    `${name.padEnd(28)} ${String(f.frames).padStart(5)} frames, median ${f.medianMs.toFixed(1)} ms, p99 ${f.p99Ms.toFixed(1)} ms, ${f.dropped} dropped (${((100 * f.dropped) / f.frames).toFixed(2)} %)`,
  );

export async function scroll(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { findings: { type: 'string', default: '100000' } } });
  const findings = Number(values.findings);
  const stateDir = await mkdtemp(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'vedette-bench-scroll-'));
  const secrets = await newSecrets();
  const start = () =>
    startFleet(fleetOptions({ stateDir, consolePort: CONSOLE_PORT, ingestPort: INGEST_PORT, secrets, crons: false }));
  const to = (fleet: { consoleUrl: string; ingestUrl: string }) =>
    bootstrap({ stateDir, consoleUrl: fleet.consoleUrl, ingestUrl: fleet.ingestUrl, secrets, accounts: [] });
  let fleet = await start();
  const browser = await launchChromium();
  try {
    const { credentials } = await to(fleet);
    await fleet.stop();
    await fill(await mainFile(stateDir), credentials.org, { findings, incidents: INCIDENTS, now: Date.now() }, (t) =>
      console.error(`  ${t}`),
    );
    fleet = await start();
    const { page } = await visitor(browser);
    await page.setContent('<div style="height:4000000px"></div>');
    const empty = await turning(page);
    await page.goto((await makeSignInLink((await to(fleet)).credentials)).url);
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.goto(`${fleet.consoleUrl}/findings`);
    await page.getByRole('grid').waitFor();
    console.error(`loading ${findings.toLocaleString('en')} rows, page by page, as a reader who scrolls would`);
    await loadAll(page, findings);
    const full = await turning(page, empty.medianMs);
    const rows = await page.getByRole('row').count();
    console.log(`${findings.toLocaleString('en')} findings in the table, ${rows} rows in the document`);
    show('an empty page', empty);
    show('the table', full);
    console.log(
      `scroll: median frame ${(full.medianMs / empty.medianMs).toFixed(2)} times the empty page's, ${full.dropped} dropped beside its ${empty.dropped}`,
    );
  } finally {
    await browser.close();
    await fleet.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}
