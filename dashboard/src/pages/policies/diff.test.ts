import { expect, it } from 'vitest';
import { diffLines, setChanges } from './diff.ts';

const told = (before: string, after: string) =>
  diffLines(before, after).map((l) => `${{ same: ' ', gone: '-', new: '+' }[l.kind]}${l.text}`);

it('a changed line is gone and come, its neighbours stay', () =>
  expect(told('a\nb\nc', 'a\nB\nc')).toEqual([' a', '-b', '+B', ' c']));
it('an empty text is gone or come as a whole', () => {
  expect(told('', 'a\nb')).toEqual(['+a', '+b']);
  expect(told('a\nb', '')).toEqual(['-a', '-b']);
  expect(told('', '')).toEqual([]);
});
it('whatever is compared, the lines kept and gone are the one text, those kept and new the other', () => {
  const texts = ['x\ny\nz', 'y\nx\nz\nz', 'z', 'a\n\nb\n', '\n\n'];
  for (const before of texts)
    for (const after of texts) {
      const lines = diffLines(before, after);
      const of = (kind: string) => lines.filter((l) => l.kind === 'same' || l.kind === kind).map((l) => l.text);
      expect(of('gone').join('\n')).toBe(before);
      expect(of('new').join('\n')).toBe(after);
    }
});
it('sets are compared by id', () =>
  expect(setChanges({ a: '1', b: '2', c: '3' }, { a: '1', b: '5', d: '4' }).map((c) => `${c.kind} ${c.id}`)).toEqual([
    'changed b',
    'removed c',
    'added d',
  ]));
