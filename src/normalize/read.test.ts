import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { integer, isAddress, isMail, looksLikeAddress, portOf, time } from './read.ts';

it('an address is what the platform takes for one', () => {
  const part = fc.oneof(
    fc.constantFrom('0', '00', '01', '255', '256', '::', ':', 'ffff', '12345', 'g', '', '1e1'),
    fc.nat(300).map(String),
  );
  const odd = fc.array(part, { maxLength: 10 }).chain((parts) => fc.constantFrom('.', ':').map((by) => parts.join(by)));
  const mixed = fc.tuple(odd, odd).map((both) => both.join(':'));
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), odd, mixed), (text) => {
      // The platform takes zones too, which no sender's address has.
      expect(isAddress(text)).toBe(isIP(text) !== 0);
    }),
    { numRuns: 2_000 },
  );
});

it.each([['999.1.2.3'], ['1.2.3.04'], [':::'], ['12345::']])('%s looks like an address and is none', (text) => {
  expect([isAddress(text), looksLikeAddress(text)]).toEqual([false, true]);
});

it.each([['sns.amazonaws.com'], ['1.2.3'], ['a.b.c.d'], ['']])('%s does not even look like one', (text) => {
  expect([isAddress(text), looksLikeAddress(text)]).toEqual([false, false]);
});

it.each([['99'], ['2026'], ['mark-10-'], ['error 500 at 10'], ['']])(
  '%j is no time, whatever the platform takes it for',
  (text) => {
    expect(time(text)).toBeUndefined();
  },
);

it.each([
  ['2026-01-10'],
  ['2026-01-10T00:00:00Z'],
  ['Sat, 10 Jan 2026 00:00:00 GMT'],
  ['January 10, 2026 00:00:00 UTC'],
])('%j is one', (text) => {
  expect(time(text)).toBe(Date.UTC(2026, 0, 10));
});

it('a port is a whole number of sixteen bits', () => {
  expect([0, 443, 65_535, 65_536, -1, 0.5, undefined].map(portOf)).toEqual([0, 443, 65_535, ...Array<undefined>(4)]);
});

it('an integer is no text and no fraction', () => {
  expect(['1', 0.5, 2 ** 60, null, 7].map((n) => integer({ n }, 'n'))).toEqual([...Array<undefined>(4), 7]);
});

it.each([
  ['mara@example.com', true],
  ['o’hara@example.com', false],
  ['mara', false],
  ['mara@localhost', false],
])('%s as a mail address: %s', (text, is) => {
  expect(isMail(text)).toBe(is);
});
