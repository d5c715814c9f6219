/** Whether `text` fits `pattern`, where `*` is any run of characters and `?` any one. Linear time, no regular expression. */
export function wildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || (pattern[p] === text[t] && pattern[p] !== '*'))) {
      p++;
      t++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Actions do not mind case. */
export const actionFits = (pattern: string, action: string): boolean =>
  wildcard(pattern.toLowerCase(), action.toLowerCase());

const SEGMENTS = 6;

function segments(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= SEGMENTS ? parts : [...parts.slice(0, SEGMENTS - 1), parts.slice(SEGMENTS - 1).join(':')];
}

/** ARNs are matched segment by segment: a `*` does not reach across a colon, save in the last segment. */
export function arnFits(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const a = segments(pattern);
  const b = segments(arn);
  return a.length === b.length && a.every((s, i) => wildcard(s, b[i]!));
}
