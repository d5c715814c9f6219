const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const COMMA = 0x2c;

/** What JSON may be like before it is parsed: parsed it takes many times the room of its text. */
export interface ShapeBounds {
  readonly depth: number;
  /** Lists, objects and what commas part. */
  readonly values: number;
}

/**
 * How many values JSON bytes hold, or the bound that they pass first. One pass, no recursion, no allocation; what is not
 * JSON at all is the parser's business. With `lines` each line nests by itself (NDJSON); values are counted over all.
 */
export function shapeOf(bytes: Uint8Array, bounds: ShapeBounds, lines = false): number | 'too deep' | 'too many' {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) {
      for (i++; i < bytes.length; i++) {
        const c = bytes[i]!;
        if (c === QUOTE) break;
        if (c === BACKSLASH) i++;
        // A raw line feed cannot be inside a JSON string: this line is broken, the next begins anew.
        else if (c === LINE_FEED && lines) {
          depth = 0;
          break;
        }
      }
    } else if (b === COMMA) values++;
    else if (b === 0x7b || b === 0x5b) {
      if (++depth > bounds.depth) return 'too deep';
      values++;
    } else if (b === 0x7d || b === 0x5d) depth--;
    else if (b === LINE_FEED && lines) depth = 0;
  }
  return values > bounds.values ? 'too many' : values;
}

export interface Place {
  /** Both count from 1; the column in UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset into a text. */
export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

const LITERALS = ['true', 'false', 'null'] as const;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HEX4 = /[0-9a-fA-F]{4}/y;
const isSpace = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;

/** End of the string that begins at `at` (after its quote), or `~offset` of what is wrong in it. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    if (c < 0x20) return ~i;
    if (c !== BACKSLASH) continue;
    i++;
    const escape = text[i];
    if (escape === 'u') {
      HEX4.lastIndex = i + 1;
      if (!HEX4.test(text)) return ~i;
      i += 4;
    } else if (escape === undefined || !'"\\/bfnrt'.includes(escape)) return ~i;
  }
  return ~text.length;
}

function endOfScalar(text: string, at: number): number {
  if (text.charCodeAt(at) === QUOTE) return endOfString(text, at);
  const literal = LITERALS.find((l) => text.startsWith(l, at));
  if (literal !== undefined) return at + literal.length;
  NUMBER.lastIndex = at;
  return NUMBER.test(text) ? NUMBER.lastIndex : ~at;
}

/**
 * The offset of the first character at which a text stops being JSON (RFC 8259), its length if it ends early, or -1 if
 * it is JSON. Only for telling a sender where: the engine's own messages quote the input.
 */
export function jsonErrorAt(text: string): number {
  const stack: ('{' | '[')[] = [];
  let expect: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' = 'value';
  let i = 0;
  for (;;) {
    while (i < text.length && isSpace(text.charCodeAt(i))) i++;
    if (expect === 'comma-or-end' && stack.length === 0) return i < text.length ? i : -1;
    const c = text[i];
    if (c === undefined) return text.length;
    const top = stack.at(-1);
    if (expect === 'colon') {
      if (c !== ':') return i;
      expect = 'value';
      i++;
    } else if (expect === 'comma-or-end' && c === ',') {
      expect = top === '{' ? 'key' : 'value';
      i++;
    } else if (expect.endsWith('or-end') && c === (top === '{' ? '}' : ']')) {
      stack.pop();
      expect = 'comma-or-end';
      i++;
    } else if (expect === 'key' || expect === 'key-or-end') {
      if (c !== '"') return i;
      const end = endOfString(text, i);
      if (end < 0) return ~end;
      i = end;
      expect = 'colon';
    } else if (expect === 'comma-or-end') return i;
    else if (c === '{' || c === '[') {
      stack.push(c);
      expect = c === '{' ? 'key-or-end' : 'value-or-end';
      i++;
    } else {
      const end = endOfScalar(text, i);
      if (end < 0) return ~end;
      i = end;
      expect = 'comma-or-end';
    }
  }
}
