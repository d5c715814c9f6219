import { failure, type Failure } from '../kit/errors.ts';
import { Recent } from '../kit/recent.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { Outside } from './source.ts';

const ANSWER_MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 3_000;
const ANSWERS_REMEMBERED = 200;
/** How long a URL that gave nothing is left alone: strangers can make us ask, and must not make us ask often. */
const FAILED_TTL_MS = 10_000;

interface Remembered {
  readonly answer: Uint8Array;
  readonly until: number;
}

const AWAY = failure('unavailable', 'the sender’s vendor could not be asked for its key now; send it again later', {
  retryAfterSeconds: 10,
});

/**
 * {@link Outside} over `fetch`. Answers are shared between requests, calls under way are not. What gave nothing is remembered apart:
 * strangers can name addresses that never answer, and must not push out those that do.
 */
export class FetchOutside implements Outside {
  private readonly answered = new Recent<Remembered>(ANSWERS_REMEMBERED);
  /** Until when each is left alone, ms */
  private readonly failed = new Recent<number>(ANSWERS_REMEMBERED);
  private readonly fetch: typeof fetch;
  private readonly now: () => number;

  constructor(fetcher: typeof fetch, now: () => number) {
    this.fetch = fetcher;
    this.now = now;
  }

  async get(url: string, ttlSeconds: number): Promise<Result<Uint8Array, Failure>> {
    const known = ttlSeconds > 0 ? this.answered.get(url) : undefined;
    if (known !== undefined && known.until > this.now()) return ok(known.answer);
    if (ttlSeconds > 0 && (this.failed.get(url) ?? 0) > this.now()) return err(AWAY);
    const answer = await this.ask(url);
    if (answer === undefined) {
      if (ttlSeconds > 0) this.failed.set(url, this.now() + FAILED_TTL_MS);
      return err(AWAY);
    }
    if (ttlSeconds > 0) this.answered.set(url, { answer, until: this.now() + ttlSeconds * 1_000 });
    return ok(answer);
  }

  private async ask(url: string): Promise<Uint8Array | undefined> {
    if (!url.startsWith('https://')) return undefined;
    try {
      const response = await this.fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.status === 200) return await readAtMost(response, ANSWER_MAX_BYTES);
      await response.body?.cancel();
      return undefined;
    } catch {
      return undefined;
    }
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.byteLength;
    if (length > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    parts.push(part.value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.byteLength;
  }
  return body;
}
