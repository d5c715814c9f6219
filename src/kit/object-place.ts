/** Where a record of a fetched object is: `s3://bucket/key records[1503]`, counted from 0. */
export const placeInObject = (object: string, name: 'Records' | 'records', n: number): string =>
  `${object} ${name}[${n}]`;

// Keys hold anything, a line feed too.
const PLACE = /^(s3:\/\/[^]*) ([Rr]ecords)\[([0-9]{1,15})\]$/;

/** The object of such a place, and the record's number; undefined for any other place. */
export function readPlace(
  place: string,
): { readonly object: string; readonly name: string; readonly n: number } | undefined {
  const [, object, name, n] = PLACE.exec(place) ?? [];
  return object === undefined || name === undefined ? undefined : { object, name, n: Number(n) };
}
