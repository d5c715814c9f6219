import { fromBase64, toBase64Url, utf8 } from '../../../kit/bytes.ts';

/** Where a page ended: the sort column's value, the id that breaks ties, and the order of the list if it is not its usual one. */
export interface Cursor {
  readonly at: number;
  readonly id: string;
  readonly sort?: string;
}

export const encodeCursor = (c: Cursor): string =>
  toBase64Url(utf8(`${c.sort === undefined ? '' : `${c.sort}~`}${c.at}.${c.id}`));

/** An entity's id is its sender's text; it is only ever bound as data. */
const CURSOR = /^(?:([a-z-]{1,16})~)?([0-9]{1,16})\.(.{1,2100})$/su;

/** A cursor that {@link encodeCursor} wrote, or undefined. */
export function decodeCursor(text: string): Cursor | undefined {
  const bytes = fromBase64(text);
  const match = bytes && CURSOR.exec(new TextDecoder().decode(bytes));
  if (!match) return undefined;
  return { at: Number(match[2]), id: match[3]!, ...(match[1] === undefined ? {} : { sort: match[1] }) };
}

export interface PageRequest {
  readonly limit: number;
  /** One of another order than the list's is passed over: the list begins anew. */
  readonly cursor?: Cursor | undefined;
}

/** `next` is absent on the last page. A page may be short, even empty, and carry `next`: a filter found few in what one page looks at. */
export interface Page<T> {
  readonly items: T[];
  readonly next?: string;
}
