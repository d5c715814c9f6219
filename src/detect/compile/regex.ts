import { RE2JS } from 're2js';
import { textOf, type LeafTest } from './leaf.ts';
import { regexFlags } from './regex-flags.ts';
import { literalsOfRegex } from './regex-literals.ts';

/** Matching takes time that grows with the text: what is longer is judged by its beginning. */
export const REGEX_MAX_CHARS = 64 * 1024;

/** Answers kept of one expression, and how long a text may be for that: values repeat from record to record, and RE2 is slow. */
const KNOWN = 256;
const KNOWN_MAX_CHARS = 256;

/**
 * Compiles an expression of RE2 syntax at its first use (compiling is dear, and most expressions never meet a text that has
 * their literals). It is sought anywhere in the first 64 Ki characters. Time is linear in the text, whatever the expression.
 */
export function compileRegex(source: string, flags: string): LeafTest {
  const needed = literalsOfRegex(source, flags);
  const known = new Map<string, boolean>();
  let regex: RE2JS | undefined;
  return (leaf) => {
    const text = textOf(leaf.value);
    if (text === undefined) return false;
    if (needed.length > 0) {
      const lower = leaf.lower()!;
      for (const part of needed) if (!lower.includes(part)) return false;
    }
    const before = known.get(text);
    if (before !== undefined) return before;
    regex ??= RE2JS.compile(source, regexFlags(flags));
    // `test` asks whether, not where: without groups to remember RE2 walks an automaton.
    const found = regex.test(text.length > REGEX_MAX_CHARS ? text.slice(0, REGEX_MAX_CHARS) : text);
    if (text.length <= KNOWN_MAX_CHARS) {
      if (known.size === KNOWN) known.clear();
      known.set(text, found);
    }
    return found;
  };
}
