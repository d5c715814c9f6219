import { decodeCursor, type Cursor } from '../storage/main/read/cursor.ts';
import { fail } from './app.ts';

/** The parsed cursor of a page query; a made-up one is the caller's mistake and says so. */
export function cursorFrom(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  return (
    decodeCursor(text) ??
    fail('malformed', 'The cursor is not one of ours; take it from `next` of the page before.', { field: '/cursor' })
  );
}
