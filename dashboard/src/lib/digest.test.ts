import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Hex, digestOf as serverDigestOf } from '../../../src/kit/crypto.ts';
import { toBase64Url as serverBase64Url } from '../../../src/kit/bytes.ts';
import { digestOf, fromBase64Url, sha256, toBase64Url } from './digest.ts';

test('the browser comes to the digest that the gate comes to, of any JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await digestOf(value)).toBe(serverDigestOf(value));
    }),
    { numRuns: 200 },
  );
});

test('the order of keys does not matter, every value does', async () => {
  expect(await digestOf({ a: 1, b: [2] })).toBe(await digestOf({ b: [2], a: 1 }));
  expect(await digestOf({ a: 1, b: [2] })).not.toBe(await digestOf({ a: 1, b: [3] }));
});

test('what JSON cannot say has no digest', async () => {
  await expect(digestOf(undefined)).rejects.toThrow('no JSON form');
});

test('texts are hashed as UTF-8', async () => {
  const bytes = await sha256('Schlüssel 🔑');
  expect(Buffer.from(bytes).toString('hex')).toBe(sha256Hex('Schlüssel 🔑'));
});

test('base64url goes there and back, as the server spells it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
      const bytes = new Uint8Array(raw);
      expect(toBase64Url(bytes)).toBe(serverBase64Url(bytes));
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }),
  );
});
