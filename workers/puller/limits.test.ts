import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PIECE_RECORDS, RECORDS_MOST } from '../../src/pull/limits.ts';

it('a batch of the largest objects stays within the calls that one invocation may make', async () => {
  const text = await readFile(join(import.meta.dirname, 'wrangler.toml'), 'utf8');
  const numberOf = (name: string) => Number(new RegExp(`^${name} = ([0-9]+)$`, 'm').exec(text)?.[1]);
  // A piece is handed in and booked.
  const calls = (numberOf('max_batch_size') * 2 * RECORDS_MOST) / PIECE_RECORDS;
  expect(calls).toBeGreaterThan(10_000);
  expect(numberOf('subrequests')).toBeGreaterThan(calls);
});
