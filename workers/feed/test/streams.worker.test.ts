import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WINDOW_ITEMS } from '../../../durable-objects/live-feed/listener.ts';
import { LISTENER_HEADER } from '../../../src/contracts/feed.ts';
import { env, incident, listen, newOrg, publish, subscriber, until, type Ear } from './ear.ts';

const many = (n: number, prefix = 'inc_') => Array.from({ length: n }, (_, i) => incident(`${prefix}${i}`));
const object = (org: string) => env.LIVE_FEED.getByName(org);
/** Long enough for whatever is on its way to arrive. */
const still = () => new Promise((r) => setTimeout(r, 60));

/** Only an object that runs can be put to sleep. */
async function sleep(org: string, webSockets: 'close' | 'hibernate' = 'hibernate'): Promise<void> {
  await publish(org);
  await evictDurableObject(object(org), { webSockets });
}

describe('flow control', () => {
  it('a listener that acknowledges nothing gets a window; with each acknowledgement it gets the rest, to the last item', async () => {
    const org = newOrg();
    const [slow, quick] = await Promise.all([listen(org), listen(org, { user: 'usr_b' })]);
    quick.socket.addEventListener('message', () => quick.say({ type: 'ack', seq: quick.items().at(-1)?.seq ?? 0 }));
    for (let i = 0; i < 3; i++) await publish(org, ...many(1_000, `inc_${i}_`));
    await until(() => quick.items().length === 3_000);
    await still();
    expect(slow.items()).toHaveLength(WINDOW_ITEMS);
    slow.say({ type: 'ack', seq: 1_000 });
    await until(() => slow.items().length === 2_000);
    slow.say({ type: 'ack', seq: 2_000 });
    await until(() => slow.items().length === 3_000);
    expect(slow.items().map((i) => i.seq)).toEqual(Array.from({ length: 3_000 }, (_, i) => i + 1));
  });

  it('what is kept of a slow listener does not grow with what it has to come', async () => {
    const org = newOrg();
    await listen(org);
    const size = () =>
      runInDurableObject(object(org), (_, state) =>
        state.getWebSockets().map((s) => JSON.stringify(s.deserializeAttachment()).length),
      );
    await publish(org, ...many(1_500));
    const [before] = await size();
    await publish(org, ...many(2_000, 'inc_more_'));
    const [after] = await size();
    expect(after! - before!).toBeLessThan(10);
  });
});

describe('hibernation', () => {
  it('an object that slept goes on with the sockets it had, from where each of them was', async () => {
    const org = newOrg();
    const [a, approvals] = await Promise.all([listen(org), listen(org, { user: 'usr_b', topics: ['approvals'] })]);
    await publish(org, ...many(WINDOW_ITEMS + 3));
    await until(() => a.items().length === WINDOW_ITEMS);
    await evictDurableObject(object(org));
    a.say({ type: 'ack', seq: WINDOW_ITEMS });
    await until(() => a.items().length === WINDOW_ITEMS + 3);
    await evictDurableObject(object(org));
    await publish(org, incident('inc_0', 2), { ...incident('inc_0', 2), topic: 'approvals' });
    await until(() => a.items().length === WINDOW_ITEMS + 5 && approvals.items().length === 1);
    expect(a.items().map((i) => i.seq)).toEqual(Array.from({ length: WINDOW_ITEMS + 5 }, (_, i) => i + 1));
  });

  it('a sign-out finds the sockets of an object that slept', async () => {
    const org = newOrg();
    const ear = await listen(org);
    await evictDurableObject(object(org));
    expect(await subscriber().disconnect({ v: 1, org, user: 'usr_a' })).toMatchObject({ value: { closed: 1 } });
    expect(await ear.closed).toBe(4001);
    expect(await subscriber().disconnect({ v: 1, org, user: 'usr_a' })).toMatchObject({ value: { closed: 0 } });
  });

  it('a ping is answered with the newest number', async () => {
    const org = newOrg();
    const ear = await listen(org);
    await publish(org, incident('inc_a'));
    await until(() => ear.items().length === 1);
    ear.say({ type: 'ping' });
    await until(() => ear.messages.some((m) => m.type === 'pong'));
    expect(ear.messages.at(-1)).toEqual({ type: 'pong', seq: 1 });
  });
});

describe('what strangers and broken clients try', () => {
  it('ten messages that are none close the socket; huge ones are never parsed', async () => {
    const ear = await listen(newOrg());
    for (let i = 0; i < 9; i++) ear.say({ type: 'ack', seq: 1, more: 'x'.repeat(5_000) });
    await until(() => ear.messages.filter((m) => m.type === 'error').length === 9);
    ear.socket.send('{"type":"unknown"}');
    expect(await ear.closed).toBe(1008);
  });

  it('a listener that is none, too long, or no upgrade is refused', async () => {
    const org = newOrg();
    const good = { v: 1, org, user: 'usr_a', key: 'ses_a', role: 'viewer', expiresAt: Date.now() + 9_000, topics: [] };
    const status = async (listener: string | undefined, upgrade = 'websocket') => {
      const headers = { upgrade, ...(listener === undefined ? {} : { [LISTENER_HEADER]: listener }) };
      return (await subscriber().fetch(new Request('https://feed/stream', { headers }))).status;
    };
    expect(await status(JSON.stringify(good))).toBe(101);
    expect(await status(JSON.stringify(good), 'h2c')).toBe(400);
    expect(await status(undefined)).toBe(400);
    expect(await status('{')).toBe(400);
    expect(await status(JSON.stringify({ ...good, org: '../x' }))).toBe(400);
    expect(await status(JSON.stringify({ ...good, role: 'root' }))).toBe(400);
    expect(await status(JSON.stringify({ ...good, more: 'x'.repeat(2_000) }))).toBe(400);
  });

  it('an item too large for a list is refused', async () => {
    const org = newOrg();
    const answer = await publish(org, { ...incident('inc_a'), data: { words: 'x'.repeat(70_000) } });
    expect(answer).toMatchObject({ ok: false, error: { code: 'malformed' } });
  });

  it('a disconnect that names nobody closes nothing', async () => {
    const org = newOrg();
    await listen(org);
    expect(await subscriber().disconnect({ v: 1, org })).toMatchObject({ ok: true, value: { closed: 0 } });
    expect(await subscriber().disconnect({ v: 1, org: 'x' })).toMatchObject({ ok: false });
  });
});

describe('a client that remembers its cursor', () => {
  it('gets each item once and in order over real sockets, whatever breaks off, sleeps or starts anew', async () => {
    const move = fc.constantFrom('publish', 'publish', 'ack', 'break', 'sleep', 'restart');
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 12 }), async (moves) => {
        const org = newOrg();
        const seen: number[] = [];
        let published = 0;
        let cursor = 0;
        let ear: Ear | undefined;
        let read = 0;
        const take = () => {
          for (const i of ear?.items().slice(read) ?? []) {
            seen.push(i.seq);
            cursor = i.seq;
            read++;
          }
        };
        const open = async () => {
          take();
          ear?.socket.close();
          const next = await listen(org, { cursor });
          [ear, read] = [next, 0];
        };
        await open();
        for (const m of moves) {
          take();
          if (m === 'publish') {
            await publish(org, ...many(400, `inc_${published}_`));
            published += 400;
          } else if (m === 'ack') ear?.say({ type: 'ack', seq: cursor });
          else if (m === 'break') await open();
          else if (m === 'sleep') await sleep(org);
          else {
            await sleep(org, 'close');
            await open();
          }
        }
        await open();
        await until(() => {
          const before = seen.length;
          take();
          if (seen.length > before) ear?.say({ type: 'ack', seq: cursor });
          return seen.length >= published;
        });
        expect(seen).toEqual(Array.from({ length: published }, (_, i) => i + 1));
      }),
      { numRuns: 15 },
    );
  });
});
