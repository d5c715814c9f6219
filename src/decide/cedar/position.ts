import { utf8 } from '../../kit/bytes.ts';

/** Where in a text: `offset` in UTF-8 bytes as Cedar counts, `line` and `column` from 1, in UTF-16 units as editors count. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The place of a byte offset; one beyond the end is the end. */
export function positionOf(text: string, offset: number): Position {
  const before = new TextDecoder().decode(utf8(text).subarray(0, offset));
  const lines = before.split('\n');
  return { offset, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
