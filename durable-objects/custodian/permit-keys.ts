import { MINUTE_MS } from '../../src/kit/clock.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, type Result } from '../../src/kit/result.ts';

/** A withdrawn key is good for no longer than this. */
const KEYS_FRESH_MS = 5 * MINUTE_MS;

/** The gate's public keys, kept for a few minutes; asked for again when a permit does not verify, for keys rotate. */
export class PermitKeys {
  readonly #fetch: () => Promise<Record<string, string>>;
  readonly #now: () => number;
  #keys: Record<string, string> | undefined;
  #at = 0;

  constructor(fetch: () => Promise<Record<string, string>>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** Runs a check, a second time under fresh keys if it fails under kept ones. `unavailable` if the gate does not answer. */
  async tryWith<T>(
    check: (keys: Readonly<Record<string, string>>) => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>> {
    const kept = this.#now() - this.#at < KEYS_FRESH_MS ? this.#keys : undefined;
    const first = kept && (await check(kept));
    if (first?.ok) return first;
    try {
      this.#keys = { ...(await this.#fetch()) };
      this.#at = this.#now();
    } catch {
      return err(failure('unavailable', 'the gate did not say under which keys permits verify; ask again'));
    }
    return check(this.#keys);
  }
}
