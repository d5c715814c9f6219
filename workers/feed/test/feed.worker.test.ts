import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { env, incident, listen, newOrg, publish, subscriber, until } from './ear.ts';

describe('the live feed', () => {
  it('hands on what is published, to all who listen in that organisation and to nobody else', async () => {
    const [org, other] = [newOrg(), newOrg()];
    const [a, b, stranger] = await Promise.all([listen(org), listen(org, { user: 'usr_b' }), listen(other)]);
    await publish(org, incident('inc_a'), incident('inc_b'));
    await until(() => a.items().length === 2 && b.items().length === 2);
    expect(a.items().map((i) => [i.seq, i.key])).toEqual([
      [1, 'inc_a'],
      [2, 'inc_b'],
    ]);
    expect(stranger.items()).toEqual([]);
  });

  it('what is published twice or late is told once', async () => {
    const org = newOrg();
    const ear = await listen(org);
    await publish(org, incident('inc_a', 2));
    await publish(org, incident('inc_a', 2), incident('inc_a', 1));
    await publish(org, incident('inc_a', 3));
    await until(() => ear.items().length === 2);
    expect(ear.items().map((i) => i.version)).toEqual([2, 3]);
  });

  it('who was away gets what came meanwhile, after the object was started anew as before', async () => {
    const org = newOrg();
    await publish(org, incident('inc_a'));
    const stub = env.LIVE_FEED.getByName(org);
    await runInDurableObject(stub, (_, state) => state.abort('restarted')).catch(() => undefined);
    await publish(org, incident('inc_b'));
    const ear = await listen(org, { cursor: 1 });
    await until(() => ear.items().length === 1);
    expect(ear.items()[0]).toMatchObject({ seq: 2, key: 'inc_b' });
  });

  it('sums counts up and tells them once a second, without keeping them', async () => {
    const org = newOrg();
    const ear = await listen(org);
    const metric = {
      topic: 'metrics',
      key: 'm',
      version: 0,
      at: 1,
      data: { deliveries: 1, events: 5, rejected: 0, findings: 2 },
    };
    await publish(org, metric, metric);
    await publish(org, metric);
    await until(() => ear.items().length === 1);
    expect(ear.items()[0]!.data).toEqual({ deliveries: 3, events: 15, rejected: 0, findings: 6 });
    expect((await listen(org, { cursor: 0 })).items()).toEqual([]);
  });

  it('closes the sockets of a session that ended, and of one whose time has come', async () => {
    const org = newOrg();
    const [mine, other] = await Promise.all([listen(org), listen(org, { key: 'ses_b' })]);
    expect(await subscriber().disconnect({ v: 1, org, key: 'ses_a' })).toMatchObject({ value: { closed: 1 } });
    expect(await mine.closed).toBe(4001);
    const short = await listen(org, { key: 'ses_c', expiresAt: Date.now() - 1 });
    await runDurableObjectAlarm(env.LIVE_FEED.getByName(org));
    expect(await short.closed).toBe(4001);
    await publish(org, incident('inc_a'));
    await until(() => other.items().length === 1);
  });

  it('a person has at most twenty streams', async () => {
    const org = newOrg();
    for (let i = 0; i < 20; i++) await listen(org);
    await expect(listen(org)).rejects.toThrow('429');
    await listen(org, { user: 'usr_b' });
  });

  it('commands over the socket: subscribe, acknowledge, nonsense', async () => {
    const org = newOrg();
    await publish(org, incident('inc_a'));
    const ear = await listen(org, { topics: ['findings'] });
    ear.socket.send('{"type":"subscribe","topics":["incidents"],"cursor":0}');
    await until(() => ear.items().length === 1);
    ear.socket.send('nonsense');
    ear.socket.send(new Uint8Array([1, 2, 3]));
    await until(() => ear.messages.filter((m) => m.type === 'error').length === 2);
    ear.socket.send('{"type":"ping"}');
    await until(() => ear.messages.some((m) => m.type === 'pong'));
    expect(ear.items().map((i) => i.key)).toEqual(['inc_a']);
  });

  it('items that are none are refused whole', async () => {
    const org = newOrg();
    expect(await publish(org, incident('inc_a'), { topic: 'gossip' })).toMatchObject({ ok: false });
    expect((await listen(org, { cursor: 0 })).items()).toEqual([]);
    expect((await subscriber().fetch(new Request('https://feed/stream'))).status).toBe(400);
  });
});
