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

/** First run at the start, last at the end, each other as early as it fits: no backtracking over stars. */
function general(runs: readonly Run[]): TextTest {
  const lengths = runs.map(lengthOf);
  const least = lengths.reduce((a, b) => a + b, 0);
  const last = runs.length - 1;
  return (text) => {
    if (text.length < least || !runAt(text, runs[0]!, 0)) return false;
    if (last === 0) return text.length === least;
    const end = text.length - lengths[last]!;
    if (!runAt(text, runs[last]!, end)) return false;
    let from = lengths[0]!;
    for (let i = 1; i < last; i++) {
      while (from + lengths[i]! <= end && !runAt(text, runs[i]!, from)) from++;
      from += lengths[i]!;
      if (from > end) return false;
    }
    return from <= end;
  };
}
