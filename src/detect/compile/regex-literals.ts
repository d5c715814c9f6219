/** Shorter pieces are in most texts anyway. */
const MIN_CHARS = 2;
const QUANTIFIER = /^\{(\d{1,4})(?:,\d{0,4})?\}/;
const ONCE = { min: 1, chars: 0 };
const ESCAPED = /^[\\^$.|?*+()[\]{}\-/:;,_'"<>=!@#%&~ ]$/;

/**
 * Lower-cased ASCII pieces that the lower-cased text of every match holds; empty if none is sure. Understands only the top level of
 * the expression: what it cannot read ends a piece or gives up, so the answer may be short but never wrong.
 */
export function literalsOfRegex(source: string, flags: string): readonly string[] {
  // Without regard to case, RE2 takes U+017F for an s, which toLowerCase does not.
  const loose = flags.includes('i') || source.includes('(?');
  const pieces: string[] = [];
  let piece = '';
  const flush = (): void => {
    if (piece.length >= MIN_CHARS) pieces.push(piece.toLowerCase());
    piece = '';
  };
  for (let i = 0; i < source.length;) {
    let c = source[i]!;
    let length = 1;
    let isLiteral = false;
    if (c === '|') return [];
    if (c === '(' || c === '[') {
      const end = c === '(' ? endOfGroup(source, i) : endOfClass(source, i);
      if (end === undefined) return [];
      length = end - i;
    } else if (c === '\\') {
      c = source[i + 1] ?? '';
      length = 2;
      if (ESCAPED.test(c)) isLiteral = true;
      else if (!/^[dDwWsSbBAz]$/.test(c)) return [];
    } else if (c >= ' ' && c <= '~' && !'^$.{}*+?)'.includes(c)) isLiteral = true;
    else if ('{}*+?)'.includes(c)) return [];
    i += length;
    const { min, chars } = repeat(source, i);
    // Flags are nothing that could be repeated: the sign then means what stands before them.
    if (chars > 0 && /^\(\?[a-zA-Z-]*\)$/.test(source.slice(i - length, i))) return [];
    i += chars;
    if (source[i] === '?' && chars > 0) i++;
    if (!isLiteral || min === 0 || (loose && (c === 's' || c === 'S'))) flush();
    else {
      piece += c;
      if (chars > 0) flush();
    }
  }
  flush();
  return pieces;
}

/** How often at least what stands before must come, and how long the sign that says so is. */
function repeat(source: string, at: number): { min: number; chars: number } {
  switch (source[at]) {
    case '*':
    case '?':
      return { min: 0, chars: 1 };
    case '+':
      return { min: 1, chars: 1 };
    case '{': {
      const counted = QUANTIFIER.exec(source.slice(at, at + 16));
      return counted === null ? ONCE : { min: Number(counted[1]), chars: counted[0].length };
    }
    default:
      return ONCE;
  }
}

function endOfGroup(source: string, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') {
      if (source[i + 1] === 'Q') return undefined;
      i++;
    } else if (c === '[') {
      const end = endOfClass(source, i);
      if (end === undefined) return undefined;
      i = end - 1;
    } else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i + 1;
  }
  return undefined;
}

/** Classes in classes (`[[:alpha:]]`) are not followed: undefined. */
function endOfClass(source: string, from: number): number | undefined {
  let i = from + 1;
  if (source[i] === '^') i++;
  if (source[i] === ']') i++;
  for (; i < source.length; i++) {
    const c = source[i];
    if (c === '[') return undefined;
    if (c === '\\') i++;
    else if (c === ']') return i + 1;
  }
  return undefined;
}
