/** A text cut at the placeholders that were left open in it, each said so. */
export function partsOf(text: string, left: readonly string[]): { readonly text: string; readonly open: boolean }[] {
  // The longest first: `YOUR-NAMES` must not be cut at `YOUR-NAME`.
  const names = left.filter((l) => l !== '').toSorted((a, b) => b.length - a.length);
  const parts: { text: string; open: boolean }[] = [];
  let from = 0;
  for (let at = 0; at < text.length && names.length > 0;) {
    const name = names.find((n) => text.startsWith(n, at));
    if (name === undefined) {
      at++;
      continue;
    }
    if (at > from) parts.push({ text: text.slice(from, at), open: false });
    parts.push({ text: name, open: true });
    at += name.length;
    from = at;
  }
  if (from < text.length) parts.push({ text: text.slice(from), open: false });
  return parts;
}
