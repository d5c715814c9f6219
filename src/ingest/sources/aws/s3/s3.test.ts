import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { client as firehose } from '../firehose/client.ts';
import { client } from './client.ts';

const KIND = 'aws.s3';
const OTHER = secretOf(KIND, 'another secret of the tests, 32 b');
const post = (body: string, headers: Record<string, string> = {}) => ({
  body: utf8(body),
  headers: { 'content-type': 'application/json', 'x-api-key': secretOf(KIND), ...headers },
});
const [first] = client.samples(NOW);

describe('the announcements of EventBridge', () => {
  it('are taken with either of two keys, in x-api-key or as a bearer', async () => {
    const door = doorOf({ kind: KIND, grant: { secrets: [OTHER, secretOf(KIND)] } });
    for (const secret of [OTHER, secretOf(KIND)])
      expect((await door.send(await clientRequest(KIND, [first], { secret }))).status).toBe(202);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${OTHER}` };
    expect((await door.send({ body: utf8(JSON.stringify(first)), headers })).status).toBe(202);
    expect(door.accepted).toHaveLength(3);
  });

  it.each([
    ['a wrong key', { 'x-api-key': 'wrong' }, 401],
    ['no key', { 'x-api-key': '' }, 401],
    ['another content type', { 'content-type': 'text/plain' }, 415],
  ])('%s is refused', async (_, headers, status) => {
    const door = doorOf({ kind: KIND });
    expect((await door.send(post(JSON.stringify(first), headers))).status).toBe(status);
    expect(door.accepted).toEqual([]);
  });

  it('that break off are refused', async () => {
    const door = doorOf({ kind: KIND });
    expect((await door.send(post(JSON.stringify(first).slice(0, -5)))).status).toBe(400);
  });

  it('never become pieces of an object, whatever a request says', async () => {
    const door = doorOf({ kind: KIND });
    const record = { eventSource: 'iam.amazonaws.com', eventName: 'ListUsers', eventTime: '2026-01-10T12:00:00Z' };
    await door.send({ ...post(JSON.stringify(record), { pulled: 'cloudtrail', 'x-pulled': 'cloudtrail' }), path: '' });
    expect(door.accepted[0]!.facts ?? {}).toEqual({});
  });
});

describe('a piece of an object', () => {
  const pieceOf = (pulled: string, text: string, more: Record<string, string> = {}) =>
    splitOf({
      v: 1,
      scope: { org: 'org_a', sourceId: 'src_a', kind: KIND, accounts: [] },
      contentType: 'application/json',
      facts: { pulled, object: 's3://b/k', from: '500', ...more },
      receivedAt: NOW,
      body: utf8(text).buffer,
    });

  it('holds CloudTrail’s records, a line each, and announces nothing, whatever they look like', () => {
    const trail = { eventSource: 'iam.amazonaws.com', eventName: 'ListUsers', eventTime: '2026-01-10T12:00:00Z' };
    const lines = [trail, first, 'text', trail].map((r) => JSON.stringify(r)).join('\n');
    const split = pieceOf('cloudtrail', lines);
    expect(split.records.map((r) => r.format)).toEqual(['aws.cloudtrail', 'aws.cloudtrail', 'aws.cloudtrail']);
    expect(split.bad).toEqual([{ at: 's3://b/k Records[502]', reason: 'a record is not a JSON object' }]);
  });

  it('holds a record a line, JSON or a load balancer’s, each told by its looks', () => {
    const lines = firehose.samples(NOW).map((r) => (typeof r === 'string' ? r : JSON.stringify(r)));
    const formats = pieceOf('lines', lines.join('\n')).records.map((r) => r.format);
    // Nor is CloudTrail's record taken there, which firehose's samples have too.
    expect([...new Set(formats)].toSorted()).toEqual(['aws.alb', 'aws.route53', 'aws.waf']);
  });

  it('holds flows by the names that its object began with; intervals without traffic are none', () => {
    const fields = 'version srcaddr dstaddr start end action log-status';
    const split = pieceOf('vpcflow', '3 192.0.2.1 192.0.2.2 1 2 ACCEPT OK\n3 - - 1 2 - NODATA\nodd', { fields });
    expect(split.records).toHaveLength(1);
    expect(split.skipped).toBe(1);
    expect(split.bad.map((b) => b.at)).toEqual(['s3://b/k records[502]']);
  });
});
