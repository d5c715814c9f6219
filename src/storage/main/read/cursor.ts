import { fromBase64, toBase64Url, utf8 } from '../../../kit/bytes.ts';

/** Where a page ended: the sort column's value and the id that breaks ties. */
export interface Cursor {
  readonly at: number;
  readonly id: string;
}

export const encodeCursor = (c: Cursor): string => toBase64Url(utf8(`${c.at}.${c.id}`));

/** A cursor that {@link encodeCursor} wrote, or undefined. */
export function decodeCursor(text: string): Cursor | undefined {
  const bytes = fromBase64(text);
  const match = bytes && /^([0-9]{1,16})\.([a-z]+_[a-z0-9-]{1,64})$/.exec(new TextDecoder().decode(bytes));
  return match ? { at: Number(match[1]), id: match[2]! } : undefined;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
}
export interface Page<T> {
  readonly items: T[];
  readonly next?: string;
}

/** A page out of `limit + 1` rows. */
export function toPage<R, T>(rows: R[], limit: number, cursorOf: (row: R) => Cursor, item: (row: R) => T): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(item),
    ...(rows.length > limit && last !== undefined ? { next: encodeCursor(cursorOf(last)) } : {}),
  };
}
