/**
 * What may come out of events into a sentence: controls (C0, C1), bidirectional overrides, zero-width and other format
 * characters, and line separators are taken out, white space is one blank, the rest is cut to `max` UTF-16 units.
 * Names in events are chosen by attackers; a report must show them without being steered by them.
 */
export function clean(text: string, max: number): string {
  // Bound the work first: a name may be as long as a record.
  const plain = text
    .slice(0, max * 4)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .trim();
  return cut(plain, max);
}

/** At most `max` UTF-16 units, an ellipsis where something was cut, never half a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text
    .slice(0, max - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}
