import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, SOURCE, splitOf } from '../../../testing/door.ts';
import { samplesOf } from './samples.ts';

const KIND = 'aws.firehose';
const FORMAT = '${version} ${account-id} ${srcaddr} ${dstaddr} ${action} ${start}';
const REQUEST = 'dlv-of-the-tests-1';
const lines = (text: string) => [text];
const attributes = (all: unknown) => ({
  'x-amz-firehose-common-attributes': JSON.stringify({ commonAttributes: all }),
});

/** A good request with some headers changed; undefined takes one away. */
async function request(headers: Record<string, string | undefined> = {}, records: readonly unknown[] = samplesOf(NOW)) {
  const sent = await clientRequest(KIND, records);
  const all = Object.entries({ ...sent.headers, ...headers }).filter((e): e is [string, string] => e[1] !== undefined);
  return { ...sent, headers: Object.fromEntries(all) };
}
const replyOf = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  ...(await response.json<object>()),
});

describe('who may send', () => {
  it('either of two keys is taken, so that they rotate without loss', async () => {
    const old = secretOf(KIND, 'the old secret, 32 bytes of text');
    const door = doorOf({ kind: KIND, grant: { secrets: [secretOf(KIND), old] } });
    for (const key of [secretOf(KIND), old])
      expect((await door.send(await request({ 'x-amz-firehose-access-key': key }))).status).toBe(200);
    expect(door.accepted).toHaveLength(2);
  });

  it.each([
    ['wrong', 'wrong'],
    ['cut short', secretOf(KIND).slice(0, -1)],
    ['empty', ''],
    ['longer than any', 'a'.repeat(4_096)],
  ])('a key that is %s is refused as if there were no source', async (_, key) => {
    const door = doorOf({ kind: KIND });
    const sent = await request({ 'x-amz-firehose-access-key': key });
    const answers = [await door.send(sent), await door.send({ ...sent, url: '/in/src_nobody' })];
    const [here, elsewhere] = await Promise.all(answers.map(replyOf));
    expect(here).toEqual(elsewhere);
    expect(here).toEqual({
      status: 401,
      type: 'application/json',
      requestId: REQUEST,
      timestamp: NOW,
      errorMessage: expect.stringContaining('credential') as string,
    });
    expect(door.accepted).toEqual([]);
  });

  it('without a key too, and a stream without one hears it in its own form', async () => {
    const door = doorOf({ kind: KIND });
    const sent = await request({ 'x-amz-firehose-access-key': undefined });
    const [here, elsewhere] = [await door.send(sent), await door.send({ ...sent, url: '/in/src_nobody' })];
    const reply = await replyOf(here);
    expect(reply).toEqual(await replyOf(elsewhere));
    expect(reply).toMatchObject({ status: 401, requestId: REQUEST });
  });
});

describe('the answer', () => {
  it('to what was stored is 200 with the request id and the time in ms, and nothing else', async () => {
    const door = doorOf({ kind: KIND });
    const response = await door.send(await request());
    expect(await replyOf(response)).toEqual({
      status: 200,
      type: 'application/json',
      requestId: REQUEST,
      timestamp: NOW,
    });
    expect(door.accepted[0]).toMatchObject({ senderId: REQUEST, scope: { sourceId: SOURCE } });
    expect(door.accepted[0]).not.toHaveProperty('facts');
  });

  it('to what can never be taken is 413, which Firehose does not try again', async () => {
    const door = doorOf({ kind: KIND });
    const sent = await request();
    const body = utf8(`{"records":[${'{},'.repeat(50_000)}{}]}`);
    const huge = new Uint8Array(16 * 1024 * 1024 + 1);
    for (const large of [body, huge])
      expect(await replyOf(await door.send({ ...sent, body: large }))).toMatchObject({
        status: 413,
        requestId: REQUEST,
        errorMessage: expect.stringContaining('smaller') as string,
      });
  });

  it.each([
    ['cut off', 400, {}, (b: string) => b.slice(0, -20)],
    ['no JSON', 400, {}, () => 'records'],
    ['without records', 400, {}, () => '{"requestId":"r","timestamp":1}'],
    ['no UTF-8', 400, {}, (b: string) => b.replace('"requestId"', '"\u00ff"')],
    ['of another type', 415, { 'content-type': 'text/plain' }, (b: string) => b],
    ['compressed in a way that Firehose has not', 415, { 'content-encoding': 'br' }, (b: string) => b],
  ])('to a body that is %s has the protocol’s form with %i', async (_, status, headers, broken) => {
    const door = doorOf({ kind: KIND });
    const sent = await request(headers);
    const body = new Uint8Array(Buffer.from(broken(Buffer.from(sent.body).toString('latin1')), 'latin1'));
    expect(await replyOf(await door.send({ ...sent, body }))).toEqual({
      status,
      type: 'application/json',
      requestId: REQUEST,
      timestamp: NOW,
      errorMessage: expect.any(String) as string,
    });
    expect(door.accepted).toEqual([]);
  });

  it('does not echo a request id that is none', async () => {
    const door = doorOf({ kind: KIND });
    const response = await door.send(await request({ 'x-amz-firehose-request-id': 'x'.repeat(201) }));
    expect(await replyOf(response)).toMatchObject({ status: 200, requestId: '' });
    expect(door.accepted[0]).not.toHaveProperty('senderId');
  });
});

describe('how flow logs are ordered', () => {
  const line = '5 123456789012 198.51.100.7 10.0.1.12 ACCEPT 1768046400';
  const flow = { srcaddr: '198.51.100.7', dstaddr: '10.0.1.12', action: 'ACCEPT', start: '1768046400' };
  const readWith = async (settings: Record<string, string>, headers = {}, text = line) => {
    const door = doorOf({ kind: KIND, grant: { settings } });
    await door.send(await request(headers, lines(text)));
    return { facts: door.accepted[0]?.facts, split: splitOf(door.accepted[0]!) };
  };

  it('is what the source’s setting says', async () => {
    const { facts, split } = await readWith({ flowLogFormat: FORMAT });
    expect(facts).toEqual({ flowFields: 'version account-id srcaddr dstaddr action start' });
    expect(split.records).toMatchObject([{ format: 'aws.vpcflow', value: flow }]);
  });

  it('is what the stream’s own attribute says, before the setting', async () => {
    const other = { flowLogFormat: '${start} ${vpc-id}' };
    const { split } = await readWith(other, attributes({ flowLogFormat: FORMAT, 'device-types': 'x' }));
    expect(split.records).toMatchObject([{ value: flow }]);
  });

  it('is the default one beside a custom one', async () => {
    const usual = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 4000 6 1 40 1768046400 1768046460 REJECT OK';
    const { split } = await readWith({ flowLogFormat: FORMAT }, {}, usual);
    expect(split.records).toMatchObject([{ value: { action: 'REJECT', srcport: '443' } }]);
  });

  it('without it such a line is bad, and its sender is told what to set', async () => {
    const { split } = await readWith({});
    expect(split.records).toEqual([]);
    expect(split.bad).toMatchObject([{ reason: expect.stringContaining('flowLogFormat') as string }]);
  });

  it.each([
    ['without a time', '${srcaddr} ${dstaddr}'],
    ['that says a field twice', '${start} ${start}'],
    ['of something else', '%h %l %u $(id)'],
  ])('that is a format %s cannot be used, and its sender hears so', async (_, flowLogFormat) => {
    const { facts, split } = await readWith({}, attributes({ flowLogFormat }));
    expect(facts).toEqual({ flowFields: '' });
    expect(split.bad).toMatchObject([{ reason: expect.stringContaining('cannot be used') as string }]);
  });

  it.each([
    ['a format that is no text', attributes({ flowLogFormat: { a: 1 } })],
    ['a format that is none of text', attributes({ format: 'aws.cloudtrail' })],
    ['attributes of the prototype', attributes({ __proto__: { format: 'aws.alb' } })],
    ['a list', { 'x-amz-firehose-common-attributes': '[]' }],
    ['no JSON', { 'x-amz-firehose-common-attributes': '{' }],
    ['more than we read', attributes({ format: 'aws.alb', pad: 'x'.repeat(8_192) })],
  ])('%s in the attributes is passed over', async (_, headers) => {
    const { facts } = await readWith({}, headers);
    expect(facts).toBeUndefined();
  });

  it('a stream whose lines are all of one format is read so', async () => {
    const { facts, split } = await readWith(
      {},
      attributes({ format: 'aws.alb' }),
      '2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 ACCEPT OK',
    );
    expect(facts).toEqual({ format: 'aws.alb' });
    expect(split.bad).toMatchObject([{ reason: expect.stringContaining('Load Balancer') as string }]);
  });
});
