import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { client } from './client.ts';
import { alertmanager } from './index.ts';

const KIND = 'prometheus.alertmanager';
const SAMPLES = client.samples(NOW);
const sent = (more: { body?: string; headers?: Record<string, string> } = {}) =>
  clientRequest(KIND, SAMPLES).then((request) => ({
    ...request,
    body: more.body === undefined ? request.body : utf8(more.body),
    headers: { ...request.headers, ...more.headers },
  }));
const statusOf = async (more: Parameters<typeof sent>[0], secrets?: string[]) =>
  (await doorOf({ kind: KIND, ...(secrets ? { grant: { secrets } } : {}) }).send(await sent(more))).status;
const basic = (user: string, password: string) => ({ authorization: `Basic ${toBase64(utf8(`${user}:${password}`))}` });

describe('Alertmanager', () => {
  it('is heard by its bearer token, or by a password whatever the user', async () => {
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({ headers: basic('alertmanager', secretOf(KIND)) })).toBe(200);
    expect(await statusOf({ headers: basic('', secretOf(KIND)) })).toBe(200);
  });

  it('may hold the secret before the newest while it is changed', async () => {
    expect(await statusOf({}, ['the-new-one', secretOf(KIND)])).toBe(200);
    expect(await statusOf({}, ['the-new-one'])).toBe(401);
  });

  it('is refused with a wrong, empty or missing secret', async () => {
    for (const headers of [
      { authorization: 'Bearer wrong' },
      { authorization: 'Bearer ' },
      { authorization: secretOf(KIND) },
      { authorization: '' },
      basic(secretOf(KIND), 'wrong'),
      basic(secretOf(KIND), ''),
    ])
      expect(await statusOf({ headers })).toBe(401);
  });

  it('brings each alert of a group as a record; a broken one loses no other', async () => {
    const door = doorOf({ kind: KIND });
    const request = await clientRequest(KIND, [SAMPLES[0], { status: 'firing' }, 'x', SAMPLES[1]]);
    expect((await door.send(request)).status).toBe(200);
    const split = splitOf(door.accepted[0]!);
    expect(split.records.map((r) => r.value['status'])).toEqual(['firing', 'resolved']);
    expect(split.bad.map((b) => b.at)).toEqual(['alerts[1]', 'alerts[2]']);
  });

  it('learns that a body is no notification, so that its template is mended', async () => {
    for (const body of ['{}', '{"alerts":{}}', '{"alerts":[', '', 'null']) expect(await statusOf({ body })).toBe(400);
    expect(await statusOf({ headers: { 'content-type': 'text/plain' } })).toBe(415);
  });

  it('is told 503 where others are told 429, which it would not try again', () => {
    const request = { now: NOW } as Parameters<typeof alertmanager.reply.failed>[0];
    const response = alertmanager.reply.failed(request, { code: 'too_fast', detail: 'wait', retryAfterSeconds: 9 });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '9']);
  });

  it('is understood at a generic door too', async () => {
    const door = doorOf({ kind: 'standard.webhook' });
    const group = { receiver: 'r', groupKey: '{}', alerts: SAMPLES };
    await door.send(await clientRequest('standard.webhook', [group]));
    expect(splitOf(door.accepted[0]!).records.map((r) => r.format)).toEqual(['prometheus.alert', 'prometheus.alert']);
  });
});
