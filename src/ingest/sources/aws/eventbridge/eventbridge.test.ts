import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { samplesOf } from './samples.ts';

const KIND = 'aws.eventbridge';
const SECRET = secretOf(KIND);
const OTHER = secretOf(KIND, 'another secret of the tests, 32 b');
const samples = samplesOf(NOW) as readonly Record<string, unknown>[];
const [first] = samples;

const post = (body: unknown, headers: Record<string, string> = { 'x-api-key': SECRET }) => ({
  body: utf8(typeof body === 'string' ? body : JSON.stringify(body)),
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
});
const basic = (name: string, password: string) => `Basic ${btoa(`${name}:${password}`)}`;
const formatsOf = async (body: unknown) => {
  const door = doorOf({ kind: KIND });
  expect((await door.send(post(body))).status).toBe(202);
  return splitOf(door.accepted[0]!);
};

describe('what a connection may send as its credential', () => {
  it.each([
    ['an API key', { 'x-api-key': SECRET }],
    ['an OAuth token', { authorization: `Bearer ${SECRET}` }],
    ['a password of any name', { authorization: basic('vedette', SECRET) }],
    ['a key whose name is authorization', { authorization: SECRET }],
  ])('%s', async (_what, headers) => {
    expect((await doorOf({ kind: KIND }).send(post(first, headers))).status).toBe(202);
  });

  it('the old key and the new one, while they change', async () => {
    const door = doorOf({ kind: KIND, grant: { secrets: [OTHER, SECRET] } });
    for (const secret of [OTHER, SECRET])
      expect((await door.send(await clientRequest(KIND, [first], { secret }))).status).toBe(202);
  });

  it.each([
    ['another key', { 'x-api-key': OTHER }],
    ['another password', { authorization: basic('vedette', OTHER) }],
    ['the secret as the name', { authorization: basic(SECRET, '') }],
    ['half of the secret', { 'x-api-key': SECRET.slice(0, 20) }],
    ['nothing', {}],
  ])('not %s: 401, which EventBridge sends again, as to any stranger', async (_what, headers) => {
    const door = doorOf({ kind: KIND });
    const refused = await door.send(post(first, headers));
    const unknown = await door.send({ ...post(first, headers), url: '/in/src_nobody' });
    expect(refused.status).toBe(401);
    expect([unknown.status, await unknown.text()]).toEqual([401, await refused.text()]);
    expect(door.accepted).toEqual([]);
  });
});

describe('answers that EventBridge does not send again after', () => {
  it.each([
    ['a body that breaks off', post('{"detail-type": "GuardDuty Fin'), 400],
    ['a body of another type', { ...post('a=b'), headers: { 'x-api-key': SECRET, 'content-type': 'text/plain' } }, 415],
    ['a body past the limit', post(JSON.stringify({ a: 'x'.repeat(5 * 1024 * 1024) })), 413],
  ])('%s', async (_what, request, status) => {
    expect((await doorOf({ kind: KIND }).send(request)).status).toBe(status);
  });

  it('PUT is as good as POST', async () => {
    expect((await doorOf({ kind: KIND }).send({ ...post(first), method: 'PUT' })).status).toBe(202);
  });
});

describe('what events hold', () => {
  it.each(samples.map((s) => [String(s['detail-type']), s] as const))(
    '%s alone is one record',
    async (_type, event) => {
      const split = await formatsOf(event);
      expect(split.bad).toEqual([]);
      expect(split.records).toHaveLength(1);
    },
  );

  it('a detail by itself, as an input transformer sends it, is the same record as in its envelope', async () => {
    const enveloped = new Set(['aws.health', 'aws.event']);
    for (const sample of samples) {
      const [record] = (await formatsOf(sample)).records;
      const isWhole = record!.value['detail-type'] !== undefined;
      if (isWhole && !enveloped.has(record!.format)) continue;
      if (record!.format === 'aws.event') continue;
      const bare = isWhole ? record!.value['detail'] : record!.value;
      expect((await formatsOf(bare)).records.map((r) => r.format)).toEqual([record!.format]);
    }
  });

  it('a list loses none for the sake of one', async () => {
    const split = await formatsOf([first, 7, { 'detail-type': 'X', detail: 'none' }, { odd: true }, samples[3]]);
    expect(split.records.map((r) => r.format)).toEqual(['aws.cloudtrail', 'aws.guardduty']);
    expect(split.bad.map((b) => b.at)).toEqual(['records[1]', 'records[2]', 'records[3]']);
  });

  it('Security Hub’s findings are records each, of the older format and of OCSF', async () => {
    const finding = { Id: 'one', ProductArn: 'arn', AwsAccountId: '123456789012' };
    const of = (type: string) => ({ 'detail-type': type, detail: { findings: [finding, finding, 'none'] } });
    const older = await formatsOf(of('Security Hub Findings - Custom Action'));
    expect(older.records.map((r) => r.format)).toEqual(['aws.securityhub', 'aws.securityhub']);
    expect(older.bad).toHaveLength(1);
    const newer = await formatsOf(of('Findings Imported V2'));
    expect(newer.records.map((r) => r.format)).toEqual(['ocsf.event', 'ocsf.event']);
  });

  it('S3’s own events stay S3’s', async () => {
    const event = {
      ...first,
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'b' }, object: { key: 'k' } },
    };
    expect((await formatsOf(event)).records.map((r) => r.format)).toEqual(['aws.s3-object']);
  });
});
