import { expect, it } from 'vitest';
import { FetchOutside } from '../../../outside.ts';
import { GOOGLE_KEYS_URL, googleKeys } from './keys.ts';
import { playedGoogle, signingKey } from './testing.ts';

const MINUTE = 60_000;

/** Google as it answers over time, and how often it was asked. */
async function worldOf() {
  const played = await playedGoogle(signingKey());
  const world = { now: Date.UTC(2026, 0, 10), asked: 0, away: false, text: played[GOOGLE_KEYS_URL]! };
  const fetcher = () => {
    world.asked++;
    return Promise.resolve(world.away ? new Response(null, { status: 500 }) : new Response(world.text));
  };
  const outside = new FetchOutside(fetcher, () => world.now);
  const kid = (JSON.parse(world.text) as { keys: { kid: string }[] }).keys[0]!.kid;
  const ask = async (id = kid) => {
    const keys = await googleKeys(outside, id, world.now);
    return keys.ok ? 'found' : keys.error.code;
  };
  return { world, ask };
}

it('keys are read once an hour', async () => {
  const { world, ask } = await worldOf();
  for (let i = 0; i < 59; i++, world.now += MINUTE) expect(await ask()).toBe('found');
  expect(world.asked).toBe(1);
  world.now += 2 * MINUTE;
  expect([await ask(), world.asked]).toEqual(['found', 2]);
});

it('an unknown key makes us ask once a minute at most, however many claim one', async () => {
  const { world, ask } = await worldOf();
  for (let i = 0; i < 50; i++) expect(await ask(`made-up-${i}`)).toBe('unauthenticated');
  expect(world.asked).toBe(1);
  world.now += MINUTE + 1;
  expect([await ask('made-up'), world.asked]).toEqual(['unauthenticated', 2]);
});

it('a new key is found within a minute of its publication', async () => {
  const { world, ask } = await worldOf();
  await ask();
  const played = await playedGoogle(signingKey());
  world.text = played[GOOGLE_KEYS_URL]!;
  const fresh = (JSON.parse(world.text) as { keys: { kid: string }[] }).keys[0]!.kid;
  world.now += MINUTE + 1;
  expect([await ask(fresh), await ask()]).toEqual(['found', 'unauthenticated']);
});

it('while Google does not answer, known keys are good for six hours and no longer', async () => {
  const { world, ask } = await worldOf();
  await ask();
  world.away = true;
  world.now += 5 * 60 * MINUTE;
  expect([await ask(), await ask('made-up')]).toEqual(['found', 'unavailable']);
  world.now += 61 * MINUTE;
  expect(await ask()).toBe('unavailable');
});
