import { MINUTE_MS } from '../kit/clock.ts';
import { Recent } from '../kit/recent.ts';

/** The part of Cloudflare's rate limiting binding that is used. */
export interface RatePort {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

const WINDOWS_REMEMBERED = 1_000;
/** A source without a limit of its own; ten thousand a second is past what one isolate serves. */
const DEFAULT_PER_MINUTE = 600_000;
/**
 * The binding is asked for every hundredth request of a source, the first of each minute among them: asking costs more than all
 * else that a small delivery needs. Its limit in wrangler.toml therefore means a hundred times as many requests.
 */
const REQUESTS_AN_ASK = 100;

interface Window {
  readonly minute: number;
  count: number;
  refused: boolean;
}

/** How fast sources may send: counted in this isolate by fixed windows of a minute, and between isolates by the binding. */
export class SourceRates {
  private readonly windows = new Recent<Window>(WINDOWS_REMEMBERED);

  /** Counts one request; false if it is one too many. `perMinute` 0 = the default. Rejects if the binding does. */
  async allow(port: RatePort, source: string, perMinute: number, now: number): Promise<boolean> {
    const minute = Math.floor(now / MINUTE_MS);
    let window = this.windows.get(source);
    if (window?.minute !== minute) {
      window = { minute, count: 0, refused: false };
      this.windows.set(source, window);
    }
    window.count++;
    if (window.refused || window.count > (perMinute > 0 ? perMinute : DEFAULT_PER_MINUTE)) return false;
    if (window.count % REQUESTS_AN_ASK !== 1) return true;
    const { success } = await port.limit({ key: source });
    // Refused once, the source waits for the next minute: no need to ask again.
    window.refused ||= !success;
    return success;
  }
}

/** What a sender that is too fast is told to wait. */
export const secondsToNextMinute = (now: number): number => Math.max(1, 60 - Math.floor((now % MINUTE_MS) / 1_000));

/**
 * Whose request it is, to count strangers by: the address as Cloudflare says it, of IPv6 its first half, since a whole /64 is given to
 * whoever asks for one. https://developers.cloudflare.com/fundamentals/reference/http-headers/#cf-connecting-ip
 */
export function strangerOf(headers: Headers): string {
  const address = (headers.get('cf-connecting-ip') ?? 'unknown').slice(0, 64).toLowerCase();
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((g) => g.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
