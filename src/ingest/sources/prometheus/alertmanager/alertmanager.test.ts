import { describe, expect, it } from 'vitest';
import { toBase64, toHex, utf8 } from '../../../../kit/bytes.ts';
import { hmacSha256 } from '../../../../kit/crypto.ts';
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

describe('Grafana', () => {
  // Its own Alertmanager's payload: more fields around and in each alert than Prometheus's.
  const body = JSON.stringify({
    receiver: 'vedette',
    status: 'firing',
    orgId: 1,
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'T', severity: 'high', instance: '192.0.2.10' },
        annotations: { summary: 'x' },
        startsAt: '2026-01-10T12:58:51.03+01:00',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '?orgId=1',
        fingerprint: '57c6d9296de2ad39',
        silenceURL: 'https://grafana.example.com/alerting/silence/new',
        dashboardURL: '',
        panelURL: '',
        values: { A: 1, B: null },
        valueString: "[ var='A' value=1 ]",
      },
    ],
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'https://grafana.example.com/',
    version: '1',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
    title: '[FIRING:1]',
    state: 'alerting',
    message: '**Firing**',
  });
  const sign = (text: string, secret = secretOf(KIND)) => toHex(hmacSha256(secret, text));
  const post = async (headers: Record<string, string>, text = body, method = 'POST') => {
    const door = doorOf({ kind: KIND });
    const response = await door.send({
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: utf8(text),
    });
    return { status: response.status, delivery: door.accepted[0] };
  };

  it('brings what Alertmanager brings, by POST or PUT', async () => {
    for (const method of ['POST', 'PUT']) {
      const { status, delivery } = await post({ authorization: `Bearer ${secretOf(KIND)}` }, body, method);
      expect(status).toBe(200);
      expect(splitOf(delivery!)).toMatchObject({ records: [{ format: 'prometheus.alert' }], bad: [] });
    }
  });

  it('may sign the body, with a timestamp or without, instead of showing a token', async () => {
    const name = 'x-grafana-alerting-signature';
    const at = String(NOW / 1_000);
    const stamp = (timestamp: string, secret?: string) => ({
      [name]: sign(`${timestamp}:${body}`, secret),
      'x-grafana-alerting-timestamp': timestamp,
    });
    expect((await post({ [name]: sign(body) })).status).toBe(200);
    expect((await post(stamp(at))).status).toBe(200);
    // Larger than what is read before the credential is looked at.
    const large = body.replace('**Firing**', 'x'.repeat(100_000));
    expect((await post({ [name]: sign(large), 'content-length': String(large.length) }, large)).status).toBe(200);
    const old = String(NOW / 1_000 - 301);
    for (const headers of [
      stamp(at, 'wrong'),
      stamp(old),
      { ...stamp(at), 'x-grafana-alerting-timestamp': '1' },
      { ...stamp(at), [name]: sign(body) },
      { [name]: sign(body, '') },
      { [name]: '' },
    ])
      expect((await post(headers)).status).toBe(401);
    expect((await post({ [name]: sign(body) }, `${body} `)).status).toBe(401);
  });
});
