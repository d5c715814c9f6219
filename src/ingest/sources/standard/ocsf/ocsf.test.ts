import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'standard.ocsf';
const samples = client.samples(NOW);
const OTHER = secretOf(KIND, 'another secret of the tests, 32 b');

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  body: utf8(typeof body === 'string' ? body : JSON.stringify(body)),
  headers: { 'content-type': 'application/json', authorization: `Bearer ${secretOf(KIND)}`, ...headers },
});

describe('the token', () => {
  it('may be the old one as well as the new one', async () => {
    const door = doorOf({ kind: KIND, grant: { secrets: [OTHER, secretOf(KIND)] } });
    for (const secret of [OTHER, secretOf(KIND)])
      expect((await door.send(await clientRequest(KIND, samples, { secret }))).status).toBe(202);
  });

  it('may be the password of Basic, for shippers that have a field for that alone', async () => {
    const basic = { authorization: `Basic ${toBase64(utf8(`vector:${secretOf(KIND)}`))}` };
    expect((await doorOf({ kind: KIND }).send(post(samples[0], basic))).status).toBe(202);
  });

  it.each([
    ['another', { authorization: `Bearer ${OTHER}` }],
    ['none', { authorization: '' }],
    ['one by another scheme', { authorization: `Basic ${secretOf(KIND)}` }],
  ])('is refused if it is %s, in the words for every stranger', async (_what, headers) => {
    const door = doorOf({ kind: KIND });
    const refused = await door.send(post(samples[0], headers));
    const unknown = await door.send({ ...post(samples[0], headers), url: '/in/src_nobody' });
    expect([refused.status, await refused.text()]).toEqual([unknown.status, await unknown.text()]);
    expect(refused.status).toBe(401);
  });
});

describe('how events may come', () => {
  it.each([
    ['one', samples[0], 1],
    ['a list', samples, 3],
    ['a list by name', { events: samples }, 3],
  ])('%s', async (_what, body, count) => {
    const door = doorOf({ kind: KIND });
    expect((await door.send(post(body))).status).toBe(202);
    expect(splitOf(door.accepted[0]!).records).toHaveLength(count);
  });

  it('one a line, gzipped', async () => {
    const door = doorOf({ kind: KIND });
    const lines = samples.map((s) => JSON.stringify(s)).join('\n');
    const { headers } = post('', { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' });
    await door.send({ body: new Uint8Array(gzipSync(lines)), headers });
    expect(splitOf(door.accepted[0]!).records.map((r) => r.format)).toEqual(Array(3).fill('ocsf.event'));
  });

  it('one that is none says why and keeps its neighbours', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(post([samples[0], { hello: 'world' }, 7, samples[1]]));
    const split = splitOf(door.accepted[0]!);
    expect(split.records).toHaveLength(2);
    expect(split.bad).toEqual([
      { at: 'records[1]', reason: expect.stringContaining('class_uid is missing') as string },
      { at: 'records[2]', reason: 'an event is not a JSON object' },
    ]);
  });

  it('none at all is refused, however it came', async () => {
    const door = doorOf({ kind: KIND });
    for (const [body, type] of [
      ['{"hello":"world"}', 'application/json'],
      ['[7,{"a":1}]', 'application/json'],
      ['{"a":1}\n{"b":1}', 'application/x-ndjson'],
    ] as const) {
      const answer = await door.send(post(body, { 'content-type': type }));
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'malformed' }]);
    }
    expect(door.accepted).toEqual([]);
  });

  it('a body that breaks off, is no JSON or of another type is refused for good', async () => {
    const door = doorOf({ kind: KIND });
    expect((await door.send(post('[{"class_uid": 3002'))).status).toBe(400);
    expect((await door.send(post('<xml/>', { 'content-type': 'text/xml' }))).status).toBe(415);
    expect(door.accepted).toEqual([]);
  });
});
