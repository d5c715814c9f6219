const OPEN = (c: number): boolean => c === 0x7b || c === 0x5b;
const CLOSE = (c: number): boolean => c === 0x7d || c === 0x5d;
const isSpace = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;

/** End of the object or list that begins at `start` by its brackets alone, or -1 if it has none. One pass, no recursion. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      for (i++; i < text.length; i++) {
        const s = text.charCodeAt(i);
        if (s === 0x22) break;
        if (s === 0x5c) i++;
      }
    } else if (OPEN(c)) depth++;
    else if (CLOSE(c) && --depth === 0) return i + 1;
  }
  return -1;
}

function nextStart(text: string, from: number): number {
  let i = from;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** Whether a text looks like JSON objects or lists one after another, with nothing but white space between. */
export function isSequence(text: string): boolean {
  let at = nextStart(text, 0);
  if (at === text.length) return false;
  while (at < text.length) {
    if (!OPEN(text.charCodeAt(at))) return false;
    const end = endOf(text, at);
    if (end === -1) return false;
    at = nextStart(text, end);
  }
  return true;
}

/** The documents of such a text, one at a time: millions of `{}` must not become a list. */
export function* documentsOf(text: string): Generator<string> {
  for (let at = nextStart(text, 0); at < text.length;) {
    const end = endOf(text, at);
    if (end === -1) return;
    yield text.slice(at, end);
    at = nextStart(text, end);
  }
}

/** Whether a text begins as an object or a list does. */
export function beginsLikeJson(text: string): boolean {
  const at = nextStart(text, 0);
  return at < text.length && OPEN(text.charCodeAt(at));
}
