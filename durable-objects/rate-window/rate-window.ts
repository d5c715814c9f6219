import { DurableObject } from 'cloudflare:workers';
import { MINUTE_MS } from '../../src/kit/clock.ts';
import { FixedWindow, type Left } from './window.ts';

/** Requests of one API key or session in a minute: far above a person, a dashboard or a script that waits between looks. */
export const REQUESTS_PER_MINUTE = 3_000;

/** Counts one caller's requests. In memory alone: what a restart forgets is a minute's count. */
export class RateWindow extends DurableObject {
  private readonly window = new FixedWindow(REQUESTS_PER_MINUTE, MINUTE_MS);

  take(): Left {
    return this.window.take(Date.now());
  }
}
