import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, SOURCE, splitOf, type World } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'kubernetes.audit';
const door = (world: Partial<World> = {}) => doorOf({ kind: KIND, ...world });
const request = (records: readonly unknown[] = client.samples(NOW), more = {}) => clientRequest(KIND, records, more);
const json = { 'content-type': 'application/json', authorization: `Bearer ${secretOf(KIND)}` };
const stage = (name: string) => ({ ...client.samples(NOW)[0], stage: name });

describe('who may send', () => {
  it('either of two tokens is taken, so that they rotate', async () => {
    const [old, fresh] = [secretOf(KIND, 'the old one'), secretOf(KIND, 'the new one')];
    for (const secret of [old, fresh]) {
      const d = door({ grant: { secrets: [fresh, old] } });
      expect((await d.send(await request(undefined, { secret }))).status).toBe(200);
      expect(d.accepted).toHaveLength(1);
    }
  });

  it('a wrong token, none, an empty one and a query’s are turned away alike, and nothing is stored', async () => {
    const d = door();
    const good = await request();
    const headers = (authorization?: string) => ({
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    });
    const answers = [];
    for (const h of [headers('Bearer wrong'), headers(), headers('Bearer '), headers(secretOf(KIND))])
      answers.push(await d.send({ ...good, headers: h }));
    answers.push(await d.send({ ...good, headers: headers(), url: `/in/${SOURCE}?token=${secretOf(KIND)}` }));
    expect(answers.map((a) => a.status)).toEqual([401, 401, 401, 401, 401]);
    const texts = await Promise.all(answers.map((a) => a.text()));
    expect(new Set(texts).size).toBe(1);
    expect(d.accepted).toEqual([]);
  });
});

describe('what kube-apiserver is told', () => {
  it('success has no body', async () => {
    const response = await door().send(await request());
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each([
    ['another media type', { headers: { ...json, 'content-type': 'application/vnd.kubernetes.protobuf' } }, 415],
    ['a cut body', { body: utf8('{"kind":"EventList","items":[{"auditID":"a"') }, 400],
    ['no list of items', { body: utf8('{"kind":"EventList","apiVersion":"audit.k8s.io/v1"}') }, 400],
    ['a path', { path: '/more' }, 404],
  ])('%s is answered with a Status that it does not send again', async (_, wrong, code) => {
    const d = door();
    const response = await d.send({ body: utf8('{"items":[]}'), headers: json, ...wrong });
    expect(response.status).toBe(code);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.has('retry-after')).toBe(false);
    expect(await response.json()).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code });
    expect(d.accepted).toEqual([]);
  });

  it('when it sends too fast it is told how long to wait, so it sends the batch again', async () => {
    const { audit } = await import('./index.ts');
    const failed = { code: 'too_fast', detail: 'wait', retryAfterSeconds: 12 } as const;
    const response = audit.reply.failed({} as never, failed);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '12']);
    expect(await response.json()).toMatchObject({ reason: 'TooManyRequests', details: { retryAfterSeconds: 12 } });
  });
});

describe('which events count', () => {
  it('a request that was received only is passed over: its outcome follows', async () => {
    const d = door();
    await d.send(await request(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'].map(stage)));
    const split = splitOf(d.accepted[0]!);
    expect([split.records.map((r) => r.value['stage']), split.skipped, split.bad]).toEqual([
      ['ResponseStarted', 'ResponseComplete', 'Panic'],
      1,
      [],
    ]);
  });

  it('a bad item never loses its neighbours and is named by its place', async () => {
    const d = door();
    await d.send(await request([stage('Panic'), 'text', { auditID: 'x' }, { ...stage('Panic'), apiVersion: 'v1' }]));
    const split = splitOf(d.accepted[0]!);
    expect(split.records).toHaveLength(1);
    expect(split.bad.map((b) => b.at)).toEqual(['items[1]', 'items[2]', 'items[3]']);
  });
});
