import type { Glob } from '../ast.ts';

export type TextTest = (text: string) => boolean;

/** A run between two stars: literals and single wildcards, `null` for one character. */
type Run = readonly (string | null)[];

/** Compiles a glob; the common shapes (whole, prefix, suffix, inside) become one native call. Unless `cased`, the test takes text that is lower-cased already. */
export function compileGlob(glob: Glob, cased: boolean): TextTest {
  const fold = cased ? (t: string): string => t : (t: string): string => t.toLowerCase();
  const runs: (string | null)[][] = [[]];
  for (const part of glob) {
    if ('text' in part) runs.at(-1)!.push(fold(part.text));
    else if (part.wild === 'one') runs.at(-1)!.push(null);
    else runs.push([]);
  }
  const plain = runs.map((run) => (run.includes(null) ? undefined : run.join('')));
  return simple(plain) ?? general(runs);
}

function simple(runs: readonly (string | undefined)[]): TextTest | undefined {
  const [first, second, third] = runs;
  if (runs.length === 1 && first !== undefined) return (text) => text === first;
  if (runs.length === 2 && first !== undefined && second !== undefined)
    return (text) => text.length >= first.length + second.length && text.startsWith(first) && text.endsWith(second);
  if (runs.length === 3 && first === '' && second !== undefined && third === '') return (text) => text.includes(second);
  return undefined;
}

const lengthOf = (run: Run): number => run.reduce((n, part) => n + (part === null ? 1 : part.length), 0);

function runAt(text: string, run: Run, from: number): boolean {
  let at = from;
  for (const part of run) {
    if (part === null) at++;
    else if (text.startsWith(part, at)) at += part.length;
    else return false;
  }
  return at <= text.length;
}

/** Where a run is sought, from a place on to an end (excluded): the place at which it begins, -1 if it is nowhere. */
type Seek = (text: string, from: number, end: number) => number;

/** From this length on a run with single wildcards is not compared anew at every place: a text of one letter would cost their product. */
const BITS_FROM_CHARS = 32;

function seek(run: Run): Seek {
  const length = lengthOf(run);
  if (!run.includes(null)) {
    const plain = run.join('');
    return (text, from, end) => {
      const at = text.indexOf(plain, from);
      return at + length <= end ? at : -1;
    };
  }
  if (length >= BITS_FROM_CHARS) return seekByBits(run, length);
  const sure = run.reduce<string>(
    (longest, part) => (part !== null && part.length > longest.length ? part : longest),
    '',
  );
  const before = lengthOf(run.slice(0, run.indexOf(sure)));
  return (text, from, end) => {
    for (let at = from; at + length <= end; at++) {
      // One native call for most places.
      at = text.indexOf(sure, at + before) - before;
      if (at < from || at + length > end) return -1;
      if (runAt(text, run, at)) return at;
    }
    return -1;
  };
}

/** Shift-And (Baeza-Yates, Gonnet 1992): a bit for each beginning of the run that fits here, 32 places of the run at once. */
function seekByBits(run: Run, length: number): Seek {
  const words = (length + 31) >>> 5;
  const any = new Uint32Array(words);
  const byUnit = new Map<number, Uint32Array>();
  let i = 0;
  const set = (mask: Uint32Array): void => {
    mask[i >>> 5]! |= 1 << (i & 31);
  };
  for (const part of run) {
    if (part === null) {
      set(any);
      i++;
    } else
      for (let k = 0; k < part.length; k++, i++) {
        const unit = part.charCodeAt(k);
        const mask = byUnit.get(unit) ?? new Uint32Array(words);
        byUnit.set(unit, mask);
        set(mask);
      }
  }
  for (const mask of byUnit.values()) for (let w = 0; w < words; w++) mask[w]! |= any[w]!;
  const last = (length - 1) >>> 5;
  const lastBit = 1 << ((length - 1) & 31);
  return (text, from, end) => {
    const state = new Uint32Array(words);
    for (let at = from; at < end; at++) {
      const mask = byUnit.get(text.charCodeAt(at)) ?? any;
      let carry = 1;
      for (let w = 0; w < words; w++) {
        const before = state[w]!;
        state[w] = ((before << 1) | carry) & mask[w]!;
        carry = before >>> 31;
      }
      if ((state[last]! & lastBit) !== 0) return at + 1 - length;
    }
    return -1;
  };
}

/** First run at the start, last at the end, each other as early as it fits: no backtracking over stars. */
function general(runs: readonly Run[]): TextTest {
  const lengths = runs.map(lengthOf);
  const least = lengths.reduce((a, b) => a + b, 0);
  const last = runs.length - 1;
  const seeks = runs.slice(1, last).map(seek);
  return (text) => {
    if (text.length < least || !runAt(text, runs[0]!, 0)) return false;
    if (last === 0) return text.length === least;
    const end = text.length - lengths[last]!;
    if (!runAt(text, runs[last]!, end)) return false;
    let from = lengths[0]!;
    for (let i = 1; i < last; i++) {
      const at = seeks[i - 1]!(text, from, end);
      if (at < 0) return false;
      from = at + lengths[i]!;
    }
    return from <= end;
  };
}
