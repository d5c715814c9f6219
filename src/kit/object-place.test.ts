import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeInObject, readPlace } from './object-place.ts';

it('a place is read back as it was made, whatever its key holds', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.nat(5_000_000),
      fc.constantFrom('Records', 'records'),
      (key, n, name) => {
        const object = `s3://bucket/${key}`;
        expect(readPlace(placeInObject(object, name, n))).toEqual({ object, name, n });
      },
    ),
  );
  const tricky = 's3://b/a records[3]\n x.gz';
  expect(readPlace(placeInObject(tricky, 'records', 7))).toEqual({ object: tricky, name: 'records', n: 7 });
});

it.each(['records[3]', 'lines[0]', 'records[*]', 's3://b/k', 's3://b/k records[*]', 's3://b/k lines[7]', '/Records/0'])(
  '%s is no record’s place in an object',
  (place) => {
    expect(readPlace(place)).toBeUndefined();
  },
);
