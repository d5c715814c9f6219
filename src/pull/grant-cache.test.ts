import { expect, it } from 'vitest';
import type { PullCredentialsApi } from '../contracts/rpc.ts';
import { failure } from '../kit/errors.ts';
import { err, ok } from '../kit/result.ts';
import { GrantCache } from './grant-cache.ts';
import { GRANT } from './testing/stage.ts';

const MINUTE = 60_000;
const gateOf = (prefixes: readonly string[], expiresAt = 15 * MINUTE) => {
  const asked: string[] = [];
  const gate: PullCredentialsApi = {
    forObject: async ({ key }) => {
      asked.push(key);
      const prefix = prefixes.find((p) => key.startsWith(p));
      if (prefix === undefined) return err(failure('not_found', 'no source'));
      return ok({ ...GRANT, prefix, credentials: { ...GRANT.credentials, expiresAt } });
    },
  };
  return { gate, asked };
};

it('objects under one prefix cost one question, for minutes', async () => {
  const cache = new GrantCache();
  const { gate, asked } = gateOf(['logs/']);
  for (let i = 0; i < 100; i++) await cache.of(gate, 'org_a', 'b', `logs/${i}`, i);
  expect(asked).toHaveLength(1);
  await cache.of(gate, 'org_a', 'b', 'logs/x', 3 * MINUTE);
  expect(asked).toHaveLength(2);
});

it('a grant is for its organisation, its bucket and its prefix alone, and a refusal is none', async () => {
  const cache = new GrantCache();
  const { gate, asked } = gateOf(['logs/']);
  await cache.of(gate, 'org_a', 'b', 'logs/1', 0);
  await cache.of(gate, 'org_b', 'b', 'logs/1', 0);
  await cache.of(gate, 'org_a', 'c', 'logs/1', 0);
  for (let i = 0; i < 2; i++)
    expect(await cache.of(gate, 'org_a', 'b', 'other/1', 0)).toMatchObject({ error: { code: 'not_found' } });
  expect(asked).toHaveLength(5);
});

it('credentials that S3 refused, or that soon end, are not begun with', async () => {
  const cache = new GrantCache();
  const { gate, asked } = gateOf(['logs/']);
  const held = await cache.of(gate, 'org_a', 'b', 'logs/1', 0);
  if (!held.ok) throw new Error('no grant');
  cache.forget('org_a', 'b', held.value, 31_000);
  await cache.of(gate, 'org_a', 'b', 'logs/1', 31_000);
  expect(asked).toHaveLength(2);
  const short = gateOf(['logs/'], 2 * MINUTE);
  for (let i = 0; i < 2; i++) await cache.of(short.gate, 'org_c', 'b', 'logs/1', 0);
  expect(short.asked).toHaveLength(2);
});

it('who announces what is not there, which S3 calls denied, has STS asked twice a minute and not for each', async () => {
  const cache = new GrantCache();
  const { gate, asked } = gateOf(['logs/']);
  for (let now = 0; now < MINUTE; now += 100) {
    const held = await cache.of(gate, 'org_a', 'b', `logs/${now}`, now);
    if (held.ok) cache.forget('org_a', 'b', held.value, now);
  }
  expect(asked).toHaveLength(2);
});

it('what another source covers by a longer prefix is that source’s, whichever was asked for first', async () => {
  const cache = new GrantCache();
  const prefixes = ['logs/', 'logs/other/'];
  const gate: PullCredentialsApi = {
    forObject: async ({ key }) => {
      const prefix = prefixes.findLast((p) => key.startsWith(p))!;
      const narrower = prefixes.filter((p) => p.length > prefix.length);
      const credentials = { ...GRANT.credentials, expiresAt: 15 * MINUTE };
      return ok({ ...GRANT, source: `src_${prefix.length}`, prefix, narrower, credentials });
    },
  };
  for (const [key, source] of [
    ['logs/1', 'src_5'],
    ['logs/other/1', 'src_11'],
    ['logs/2', 'src_5'],
    ['logs/other/2', 'src_11'],
  ])
    expect(await cache.of(gate, 'org_a', 'b', key!, 0)).toMatchObject({ value: { source } });
});

it('one letter tells of many objects that no source covers, and another after a while', () => {
  const cache = new GrantCache();
  const told = [0, 1, 9 * MINUTE, 11 * MINUTE].map((now) => cache.tellsOfRefusal('org_a', 'b', now));
  expect(told).toEqual([true, false, false, true]);
  expect(cache.tellsOfRefusal('org_a', 'c', 0)).toBe(true);
});
