/** Shorter pieces cannot be told apart by three characters, and stand in most texts anyway. */
export const LITERAL_MIN_CHARS = 3;
/** How far the scan may jump is bounded by the shortest literal and by this. */
const WINDOW_MAX_CHARS = 12;
/** So few are sought one by one; where memory counts, more. */
const FEW = 3;
const FEW_IF_SMALL = 64;
const PAIR_BITS = 14;
const TRIPLE_BITS = 15;
const LAST_ASCII = 127;

interface Literal<B> {
  readonly text: string;
  readonly bucket: B;
  /** Where its window ends */
  end: number;
}

/** Both cases of a letter fall together (and a few signs with others: a look-up proves nothing yet). */
const pair = (b: number, c: number): number => (((b | 32) & 127) << 7) | ((c | 32) & 127);
const triple = (a: number, ofPair: number): number => ((a & 31) << 10) ^ ofPair;

/**
 * Finds which of many literals a text holds, without regard to case and without copying it: Wu and Manber's method ("A fast
 * algorithm for multi-pattern searching", 1994), which looks at the last characters of a window and jumps by how far they are from
 * the end of any literal's. Two characters mostly suffice for the widest jump; a third is read where they do not.
 * Says yes too often (a character outside ASCII passes for any), never no wrongly: what it finds is judged again.
 */
export class Literals<B> {
  private readonly literals = new Map<string, Literal<B>>();
  private window = WINDOW_MAX_CHARS;
  private byPair = new Uint8Array(0);
  private byTriple = new Uint8Array(0);
  /** By the last three characters: a place in `ends`, 0 where no literal ends so */
  private endOf = new Uint16Array(0);
  private ends: Literal<B>[][] = [];
  private ready = false;
  private readonly few: number;

  /** `small`: without tables (112 KiB) while there are not many literals */
  constructor(small: boolean) {
    this.few = small ? FEW_IF_SMALL : FEW;
  }

  /** The literal is lower-cased ASCII of at least three characters. */
  bucket(text: string, make: () => B): B {
    const known = this.literals.get(text);
    if (known !== undefined) return known.bucket;
    const bucket = make();
    this.literals.set(text, { text, bucket, end: 0 });
    this.ready = false;
    return bucket;
  }

  /** Shorter texts hold none. */
  get shortest(): number {
    if (!this.ready) this.prepare();
    return this.window;
  }

  /** Calls `visit` with the buckets of literals that the text may hold; one may come twice. */
  find(text: string, visit: (bucket: B) => void): void {
    if (!this.ready) this.prepare();
    if (text.length < this.window) return;
    if (this.literals.size <= this.few) {
      const lower = text.toLowerCase();
      for (const literal of this.literals.values()) if (lower.includes(literal.text)) visit(literal.bucket);
    } else if (!this.walk(text, visit, false)) this.walk(text.toLowerCase(), visit, true);
  }

  /** False if a character outside ASCII was read: only the lower case of the whole text is sure then. */
  private walk(text: string, visit: (bucket: B) => void, folded: boolean): boolean {
    const { byPair, byTriple, window } = this;
    const { length } = text;
    const widest = window - 1;
    for (let at = widest; at < length;) {
      const b = text.charCodeAt(at - 1);
      const c = text.charCodeAt(at);
      if (!folded && (b | c) > LAST_ASCII) return false;
      const two = pair(b, c);
      if (byPair[two] === widest) {
        at += widest;
        continue;
      }
      const a = text.charCodeAt(at - 2);
      if (!folded && a > LAST_ASCII) return false;
      const three = triple(a, two);
      const jump = byTriple[three]!;
      if (jump === 0) {
        const same = this.ends[this.endOf[three]!]!;
        for (let i = 0; i < same.length; i++) if (isAt(text, at, same[i]!)) visit(same[i]!.bucket);
        at++;
      } else at += jump;
    }
    return true;
  }

  private prepare(): void {
    this.ready = true;
    this.window = WINDOW_MAX_CHARS;
    for (const text of this.literals.keys()) this.window = Math.min(this.window, text.length);
    if (this.literals.size <= this.few) return;
    const widest = this.window - 1;
    this.byPair = new Uint8Array(1 << PAIR_BITS).fill(widest);
    this.byTriple = new Uint8Array(1 << TRIPLE_BITS).fill(widest - 1);
    this.endOf = new Uint16Array(1 << TRIPLE_BITS);
    this.ends = [[]];
    for (const literal of this.literals.values()) {
      const { text } = literal;
      literal.end = rarestEnd(text, this.window);
      const from = literal.end - widest;
      for (let j = 1; j < this.window; j++) {
        const two = pair(text.charCodeAt(from + j - 1), text.charCodeAt(from + j));
        this.byPair[two] = Math.min(this.byPair[two]!, widest - j);
        if (j === 1) continue;
        const three = triple(text.charCodeAt(from + j - 2), two);
        this.byTriple[three] = Math.min(this.byTriple[three]!, widest - j);
        if (j < widest) continue;
        if (this.endOf[three] === 0) this.endOf[three] = this.ends.push([]) - 1;
        this.ends[this.endOf[three]!]!.push(literal);
      }
    }
  }
}

/** How common characters are in logs and English, the most common first; what is not here is rarer. */
const COMMON = 'eaotisnr-cludmp/.:fgh1023459876bvywk';

/** Which of a literal's windows to look for: one of rare characters is met less often by chance, its last three first of all. */
function rarestEnd(text: string, window: number): number {
  const weight = (i: number): number => {
    const rank = COMMON.indexOf(text[i]!);
    return rank === -1 ? 0 : COMMON.length - rank;
  };
  let best = window - 1;
  let least = Number.POSITIVE_INFINITY;
  for (let end = window - 1; end < text.length; end++) {
    let sum = 0;
    for (let i = end - window + 1; i <= end; i++) sum += weight(i) * (i > end - LITERAL_MIN_CHARS ? 3 : 1);
    if (sum > least) continue;
    least = sum;
    best = end;
  }
  return best;
}

/** Compared from the end. */
function isAt<B>(text: string, end: number, { text: literal, end: ownEnd }: Literal<B>): boolean {
  let at = end - ownEnd + literal.length - 1;
  if (at >= text.length || end < ownEnd) return false;
  for (let i = literal.length - 1; i >= 0; i--, at--) {
    const c = text.charCodeAt(at);
    if (c > LAST_ASCII) continue;
    const folded = c >= 65 && c <= 90 ? c | 32 : c;
    if (folded !== literal.charCodeAt(i)) return false;
  }
  return true;
}
