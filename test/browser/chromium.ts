import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Debian's Chromium, or the one that CHROMIUM_PATH names. Throws saying how to get one. */
export function launchChromium(): Promise<Browser> {
  const path = process.env['CHROMIUM_PATH'] ?? PATHS.find((p) => existsSync(p));
  if (path === undefined)
    throw new Error('No Chromium is here: `apt-get install -y chromium`, or set CHROMIUM_PATH to one.');
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly authenticator: Authenticator;
  /** What the page said on its console that is no good: errors, and violations of its own policy. */
  readonly complaints: string[];
}

export interface Authenticator {
  readonly id: string;
  readonly cdp: CDPSession;
}

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
}

/** DevTools' virtual authenticator: a platform one with resident keys, whose user is always there (chromedevtools protocol, WebAuthn domain). */
async function addAuthenticator(context: BrowserContext, page: Page): Promise<Authenticator> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { id: authenticatorId, cdp };
}

/** Answers that are part of a page's ordinary life: a 401 before one signed in, a 409 that a test provokes. */
const EXPECTED = /Failed to load resource: the server responded with a status of (401|403|404|409|422)/;

/** A person at a browser of their own. */
export async function visitor(
  browser: Browser,
  screen: Screen = { width: 1440, height: 900, theme: 'light' },
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    colorScheme: screen.theme,
    hasTouch: screen.width < 600,
    isMobile: screen.width < 600,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (m) => {
    if (m.type() === 'error' && !EXPECTED.test(m.text())) complaints.push(m.text());
  });
  page.on('pageerror', (e) => complaints.push(`${e.name}: ${e.message}`));
  return { context, page, authenticator: await addAuthenticator(context, page), complaints };
}
