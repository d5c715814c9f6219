import { utf8 } from '../../kit/bytes.ts';

/** What may stand before an annotation: blanks and comments. */
const BLANK = /(?:\s|\/\/[^\n]*(?:\n|$))*/y;
/** `@name` or `@name("value")` (https://docs.cedarpolicy.com/policies/syntax-grammar.html). */
const ANNOTATION =
  /@\s*([A-Za-z_][A-Za-z0-9_]*)(?:(?:\s|\/\/[^\n]*\n)*\((?:\s|\/\/[^\n]*\n)*"(?:[^"\\]|\\.)*"(?:\s|\/\/[^\n]*\n)*\))?/sy;

/**
 * Where each annotation of a policy stands, as an offset in UTF-8 bytes: Cedar's JSON tells their values alone. The text must
 * be one that Cedar parses. Pure, and linear in the text: every step takes what it matches.
 */
export function annotationOffsets(text: string): Map<string, number> {
  const offsets = new Map<string, number>();
  for (let at = 0; ;) {
    BLANK.lastIndex = at;
    at += BLANK.exec(text)?.[0].length ?? 0;
    ANNOTATION.lastIndex = at;
    const match = ANNOTATION.exec(text);
    if (!match) return offsets;
    offsets.set(match[1]!, utf8(text.slice(0, at)).byteLength);
    at += match[0].length;
  }
}
