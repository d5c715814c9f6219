const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Most strings end within this many bytes; looking byte by byte is quicker for them than asking for the next quote. */
const SHORT_BYTES = 32;

/** A string under way over the end of a chunk. */
export interface StringState {
  inString: boolean;
  /** The chunk ended between a backslash and what it escapes. */
  escaped: boolean;
}

/**
 * Index of the quote that ends the string under way in `bytes`, from `from` on, or their length if it goes on. Keeps in `state` what
 * the next chunk needs to know.
 */
export function endOfString(bytes: Uint8Array, from: number, state: StringState): number {
  let i = from;
  if (state.escaped) {
    state.escaped = false;
    i++;
  }
  const near = Math.min(bytes.length, i + SHORT_BYTES);
  while (i < near) {
    const c = bytes[i]!;
    if (c === QUOTE) {
      state.inString = false;
      return i;
    }
    i += c === BACKSLASH ? 2 : 1;
  }
  for (;;) {
    if (i >= bytes.length) {
      state.escaped = i > bytes.length;
      return bytes.length;
    }
    const quote = bytes.indexOf(QUOTE, i);
    const end = quote === -1 ? bytes.length : quote;
    // Backslashes right before the quote: an odd number of them escapes it.
    let first = end;
    while (first > i && bytes[first - 1] === BACKSLASH) first--;
    const isEscaped = (end - first) % 2 === 1;
    if (quote === -1) {
      state.escaped = isEscaped;
      return bytes.length;
    }
    if (!isEscaped) {
      state.inString = false;
      return quote;
    }
    i = quote + 1;
  }
}
