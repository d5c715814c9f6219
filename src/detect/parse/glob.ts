import type { Affix, Glob, GlobPart } from '../ast.ts';

/**
 * Reads a Sigma string value: `*` and `?` are wildcards; a backslash takes the meaning from a wildcard or from another
 * backslash, and is a plain character before anything else (Sigma specification, "Escaping").
 */
export function parseGlob(value: string, affix: Affix): Glob {
  const parts: GlobPart[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ text });
    text = '';
  };
  const wild = (kind: 'many' | 'one'): void => {
    flush();
    const last = parts.at(-1);
    // Two stars in a row say what one says.
    if (kind === 'many' && last !== undefined && 'wild' in last && last.wild === 'many') return;
    parts.push({ wild: kind });
  };
  if (affix === 'contains' || affix === 'endswith') wild('many');
  for (let i = 0; i < value.length; i++) {
    const c = value[i]!;
    const next = value[i + 1];
    if (c === '\\' && (next === '\\' || next === '*' || next === '?')) {
      text += next;
      i++;
    } else if (c === '*') wild('many');
    else if (c === '?') wild('one');
    else text += c;
  }
  if (affix === 'contains' || affix === 'startswith') wild('many');
  flush();
  return parts;
}

/** The glob, open where the affix says so. */
export function withAffix(glob: Glob, affix: Affix): Glob {
  const open = (part: GlobPart | undefined): boolean => part !== undefined && 'wild' in part && part.wild === 'many';
  const many: GlobPart = { wild: 'many' };
  const front = (affix === 'contains' || affix === 'endswith') && !open(glob[0]);
  // The empty value becomes one star, not two.
  const headed = front ? [many, ...glob] : glob;
  const back = (affix === 'contains' || affix === 'startswith') && !open(headed.at(-1));
  return back ? [...headed, many] : headed;
}

/** A value with its escapes resolved and its wildcards taken as the characters that they are. */
export const unescaped = (value: string): string => value.replaceAll(/\\([\\*?])/g, '$1');

/** The text of a glob without wildcards; undefined if it has any. */
export function literal(glob: Glob): string | undefined {
  let text = '';
  for (const part of glob) {
    if ('wild' in part) return undefined;
    text += part.text;
  }
  return text;
}
