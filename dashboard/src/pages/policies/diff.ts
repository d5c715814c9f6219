export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** More lines than this are shown as one gone and the other come: the table of comparisons would grow with their product. */
const LINES_MAX = 2_000;

/** Two texts line by line: what both have, what is gone, what is new. By the longest common subsequence. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  const as = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] => lines.map((text) => ({ kind, text }));
  if (a.length > LINES_MAX || b.length > LINES_MAX) return [...as('gone', a), ...as('new', b)];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const out: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length)
    if (a[i] === b[j]) {
      out.push({ kind: 'same', text: a[i++]! });
      j++;
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) out.push({ kind: 'gone', text: a[i++]! });
    else out.push({ kind: 'new', text: b[j++]! });
  return [...out, ...as('gone', a.slice(i)), ...as('new', b.slice(j))];
}

export interface PolicyChange {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: string;
  readonly after: string;
}
/** What differs between two sets of policies, by id. */
export function setChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): PolicyChange[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return ids.flatMap((id): PolicyChange[] => {
    const [b, a] = [before[id], after[id]];
    if (b === a) return [];
    const kind = b === undefined ? 'added' : a === undefined ? 'removed' : 'changed';
    return [{ id, kind, before: b ?? '', after: a ?? '' }];
  });
}
