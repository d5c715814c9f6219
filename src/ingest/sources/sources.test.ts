import { describe, expect, it } from 'vitest';
import { findPlugins, KINDS, staleRegistries } from '../../../scripts/generate-registries.ts';
import { sources } from './registry.ts';

const MIB = 1024 * 1024;
/** What the intake takes at most, and what workerd's 128 MB leave room for. */
const BODY_CEILING_BYTES = 24 * MIB;
const PLAIN_CEILING_BYTES = 32 * MIB;

it('the registries are what their folders say', async () => {
  expect(await staleRegistries(false)).toEqual([]);
});

it('every folder is a source, and its id equals its path', async () => {
  const found = await findPlugins(KINDS.find((k) => k.dir === 'src/ingest/sources')!);
  expect(Object.keys(sources)).toEqual(found.map((p) => p.id));
  expect(found.length).toBeGreaterThanOrEqual(3);
});

describe.each(Object.entries(sources))('%s', (id, source) => {
  it('bears its own id', () => {
    expect(source.id).toBe(id);
  });

  it('sets every limit, within what the fleet can carry', () => {
    const { bodyBytes, decompressedBytes, records, depth } = source.limits;
    expect(bodyBytes).toBeGreaterThanOrEqual(MIB);
    expect(bodyBytes).toBeLessThanOrEqual(BODY_CEILING_BYTES);
    expect(decompressedBytes).toBeGreaterThanOrEqual(bodyBytes);
    expect(decompressedBytes).toBeLessThanOrEqual(PLAIN_CEILING_BYTES);
    expect(records).toBeGreaterThanOrEqual(500);
    expect(records).toBeLessThanOrEqual(50_000);
    expect(depth).toBeLessThanOrEqual(128);
  });
});
