/** Shorter pieces cannot be looked up by three characters, and stand in most texts anyway. */
export const LITERAL_MIN_CHARS = 3;
/** How far the scan may jump is bounded by the shortest literal and by this. */
const WINDOW_MAX_CHARS = 12;
const TABLE_BITS = 15;
const TABLE_MASK = (1 << TABLE_BITS) - 1;
const LAST_ASCII = 127;

interface Literal<B> {
  readonly text: string;
  readonly bucket: B;
}

/** Both cases of a letter fall together, as do other characters of the same low five bits: a look-up proves nothing yet. */
const gram = (a: number, b: number, c: number): number => (((a & 31) << 10) | ((b & 31) << 5) | (c & 31)) & TABLE_MASK;

/**
 * Finds which of many literals a text holds, without regard to case and without copying it: Wu and Manber's method ("A fast
 * algorithm for multi-pattern searching", 1994) over blocks of three characters, which looks at a fraction of the text.
 * Says yes too often (a character outside ASCII passes for any), never no wrongly: what it finds is judged again.
 */
export class Literals<B> {
  private readonly literals = new Map<string, Literal<B>>();
  private window = WINDOW_MAX_CHARS;
  private readonly shift = new Uint8Array(1 << TABLE_BITS);
  private readonly ends = new Map<number, Literal<B>[]>();
  private ready = false;

  /** The literal is lower-cased ASCII of at least three characters. */
  bucket(text: string, make: () => B): B {
    const known = this.literals.get(text);
    if (known !== undefined) return known.bucket;
    const bucket = make();
    this.literals.set(text, { text, bucket });
    this.ready = false;
    return bucket;
  }

  /** Calls `visit` with the buckets of literals that the text may hold; one may come twice. */
  find(text: string, visit: (bucket: B) => void): void {
    if (!this.ready) this.prepare();
    if (text.length < this.window) return;
    if (!this.walk(text, visit)) this.walk(text.toLowerCase(), visit, true);
  }

  private walk(text: string, visit: (bucket: B) => void, folded = false): boolean {
    const { shift, ends, window } = this;
    const length = text.length;
    for (let at = window - 1; at < length;) {
      const a = text.charCodeAt(at - 2);
      const b = text.charCodeAt(at - 1);
      const c = text.charCodeAt(at);
      // Seen characters fold by themselves only within ASCII.
      if (!folded && (a | b | c) > LAST_ASCII) return false;
      const key = gram(a, b, c);
      const jump = shift[key]!;
      if (jump > 0) at += jump;
      else {
        for (const literal of ends.get(key)!) if (endsAt(text, at, literal.text)) visit(literal.bucket);
        at++;
      }
    }
    return true;
  }

  /** The last characters of each literal are its window: beginnings such as `arn:aws:` are everywhere. */
  private prepare(): void {
    this.window = WINDOW_MAX_CHARS;
    for (const text of this.literals.keys()) this.window = Math.min(this.window, text.length);
    this.shift.fill(this.window - 2);
    this.ends.clear();
    for (const literal of this.literals.values()) {
      const { text } = literal;
      const from = text.length - this.window;
      for (let j = 2; j < this.window; j++) {
        const at = from + j;
        const key = gram(text.charCodeAt(at - 2), text.charCodeAt(at - 1), text.charCodeAt(at));
        this.shift[key] = Math.min(this.shift[key]!, this.window - 1 - j);
        if (j < this.window - 1) continue;
        const same = this.ends.get(key);
        if (same === undefined) this.ends.set(key, [literal]);
        else same.push(literal);
      }
    }
    this.ready = true;
  }
}

function endsAt(text: string, end: number, literal: string): boolean {
  let at = end - literal.length + 1;
  if (at < 0) return false;
  for (let i = 0; i < literal.length; i++, at++) {
    const c = text.charCodeAt(at);
    if (c > LAST_ASCII) continue;
    const folded = c >= 65 && c <= 90 ? c | 32 : c;
    if (folded !== literal.charCodeAt(i)) return false;
  }
  return true;
}
