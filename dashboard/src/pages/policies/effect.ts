export type Effect = 'permit' | 'ask' | 'forbid' | 'other';

/** What a policy does, as its id says it (`ask-…`, `forbid-…`, `automatic-…`), else as its text begins. */
export function effectOf(id: string, text: string): Effect {
  if (id.startsWith('ask')) return 'ask';
  if (id.startsWith('forbid')) return 'forbid';
  if (id.startsWith('automatic') || id.startsWith('permit')) return 'permit';
  const code = text
    .replace(/\/\/.*$/gm, '')
    .replace(/@\w+\("[^"]*"\)/g, '')
    .trim();
  return code.startsWith('forbid') ? 'forbid' : code.startsWith('permit') ? 'permit' : 'other';
}

/** A policy without the comment that stands over it, which is shown as a sentence. */
export const codeOf = (text: string): string => text.replace(/^(?:\s*\/\/.*\n)+/, '').trim();

/** The comment that stands over a policy, in one line. */
export const wordsOf = (text: string): string =>
  (/^(?:\s*\/\/.*\n?)+/.exec(text)?.[0] ?? '')
    .split('\n')
    .map((l) => l.replace(/^\s*\/\/\s?/, '').trim())
    .filter((l) => l !== '')
    .join(' ');
