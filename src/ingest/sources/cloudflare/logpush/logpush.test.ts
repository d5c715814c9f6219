import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { Collector } from '../../../collect.ts';
import { addRecord, formatOf } from '../../../recognise/index.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'cloudflare.logpush';
const SECRET = secretOf(KIND);
const OLD = 'an-older-secret-of-thirty-two-bytes';
const zip = (text: string) => new Uint8Array(gzipSync(text));
const GZIPPED = { 'content-encoding': 'gzip' };
const BEARER = { authorization: `Bearer ${SECRET}` };

async function sent(body: Uint8Array<ArrayBuffer>, headers: Record<string, string>, path = '', settings = {}) {
  const door = doorOf({ kind: KIND, grant: { secrets: [SECRET, OLD], settings } });
  const response = await door.send({ body, headers, path });
  return { status: response.status, text: await response.text(), accepted: door.accepted };
}
const rowsOf = async (rows: readonly unknown[], path = '', settings = {}) => {
  const body = zip(rows.map((r) => JSON.stringify(r)).join('\n'));
  const { accepted, status } = await sent(body, { ...BEARER, ...GZIPPED }, path, settings);
  expect(status).toBe(200);
  return splitOf(accepted[0]!);
};

describe('the upload by which a job tries its destination out', () => {
  it.each([['{"content":"tests"}'], ['{"content": "tests"}\n'], ['test']])(
    'is answered well and stored nowhere: %s',
    async (text) => {
      expect(await sent(zip(text), { ...BEARER, ...GZIPPED })).toEqual({ status: 200, text: '', accepted: [] });
      // Whether or not its encoding is said.
      expect((await sent(zip(text), BEARER)).status).toBe(200);
      expect((await sent(utf8(text), BEARER)).status).toBe(200);
    },
  );

  it('proves its key as any other, so that a job without it cannot be made', async () => {
    expect((await sent(zip('{"content":"tests"}'), GZIPPED)).status).toBe(401);
    expect((await sent(zip('{"content":"tests"}'), { ...GZIPPED, authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('is no cover for a batch that only begins like it', async () => {
    const { accepted } = await sent(zip('{"content":"tests"}\n{"Datetime":"2026-01-01T00:00:00Z"}'), {
      ...BEARER,
      ...GZIPPED,
    });
    expect(accepted).toHaveLength(1);
  });
});

describe('the key of a batch', () => {
  const body = zip('{"QueryName":"example.com","Timestamp":1,"QueryType":1}');
  it.each([
    ['the new one', BEARER, 200],
    ['the one before', { authorization: `Bearer ${OLD}` }, 200],
    ['in a header of its own', { 'x-api-key': SECRET }, 200],
    ['another', { authorization: 'Bearer another' }, 401],
    ['none', {}, 401],
    ['of another scheme', { authorization: `Basic ${SECRET}` }, 401],
  ])('%s', async (_name, headers, status) => {
    expect((await sent(body, { ...GZIPPED, ...(headers as Record<string, string>) })).status).toBe(status);
  });

  it('is not taken from the URL', async () => {
    expect((await sent(body, GZIPPED, `?header_Authorization=Bearer%20${SECRET}`)).status).toBe(401);
  });
});

describe('a batch', () => {
  it.each(['', 'application/json', 'text/plain; charset=utf-8', 'application/x-ndjson', 'application/octet-stream'])(
    'may say it is "%s"',
    async (type) => {
      const headers = { ...BEARER, ...GZIPPED, ...(type === '' ? {} : { 'content-type': type }) };
      expect((await sent(zip('{"a":1}'), headers)).status).toBe(200);
    },
  );

  it('of another type, broken off, or no JSON at all is refused', async () => {
    expect((await sent(zip('{"a":1}'), { ...BEARER, ...GZIPPED, 'content-type': 'image/png' })).status).toBe(415);
    expect((await sent(zip('{"a":1}').subarray(0, 12), { ...BEARER, ...GZIPPED })).status).toBe(400);
    expect((await sent(zip('a,b,c\n1,2,3'), { ...BEARER, ...GZIPPED })).status).toBe(400);
  });

  it('loses nothing by a line that cannot be read', async () => {
    const body = zip(
      '{"QueryName":"a","Timestamp":1,"QueryType":1}\n{"Quer\n{"QueryName":"b","Timestamp":1,"QueryType":1}\n',
    );
    const { accepted } = await sent(body, { ...BEARER, ...GZIPPED });
    const split = splitOf(accepted[0]!);
    expect([split.records.length, split.bad.map((b) => b.at)]).toEqual([2, ['lines[1]']]);
  });

  it('keeps nanoseconds to their last digit', async () => {
    const body = zip('{"EdgeStartTimestamp":1768046400123456789,"RayID":"a"}');
    const { accepted } = await sent(body, { ...BEARER, ...GZIPPED });
    expect(splitOf(accepted[0]!).records[0]?.value['EdgeStartTimestamp']).toBe('1768046400123456789');
  });
});

describe('the dataset of a record', () => {
  it('is told by its fields, each of the client’s samples for one', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(await clientRequest(KIND, client.samples(NOW)));
    expect(splitOf(door.accepted[0]!).records.map((r) => r.format)).toEqual([
      'cloudflare.http',
      'cloudflare.firewall',
      'cloudflare.audit',
      'cloudflare.audit',
      'cloudflare.access',
      'cloudflare.dns',
      'cloudflare.dns',
      'cloudflare.http',
      'cloudflare.network',
      'vedette.event',
    ]);
  });

  it('is what the source or the job says, whichever fields a job sends', async () => {
    const row = { Datetime: '2026-01-01T00:00:00Z', RayID: 'a' };
    expect((await rowsOf([row], '?dataset=firewall_events')).records[0]?.format).toBe('cloudflare.firewall');
    expect((await rowsOf([row], '?dataset=firewall_events', { dataset: 'gateway_http' })).records[0]?.format).toBe(
      'cloudflare.http',
    );
  });

  it('of which nothing is known makes an event with its own time and name', async () => {
    const row = { DetectedTimestamp: 1_768_046_400, AssetID: '7' };
    expect((await rowsOf([row], '?dataset=casb_findings')).records).toEqual([
      {
        format: 'vedette.event',
        value: { ...row, time: '2026-01-10T12:00:00.000Z', source: 'cloudflare', event_type: 'casb_findings' },
      },
    ]);
  });

  it('that is no name is not kept', async () => {
    const { accepted } = await sent(zip('{"a":1}'), { ...BEARER, ...GZIPPED }, `?dataset=${'x'.repeat(100)}`);
    expect(accepted[0]?.facts ?? {}).toEqual({});
  });

  it('is not seen in records of other vendors', () => {
    for (const value of [
      { Action: 'Publish', Source: 'x', Datetime: 1 },
      { CreatedAt: '2026-01-01', Title: 'x' },
      { ActionType: 'x', When: 'y' },
      { Timestamp: 'x', QueryName: 'y' },
    ])
      expect(formatOf(value)).toBeUndefined();
  });
});

describe('a row of a dataset that has no format of its own', () => {
  const at = new Date(NOW).toISOString();
  const rows = [
    [
      'device_posture_results',
      { Timestamp: at, PostureCheckName: 'os', PostureEvaluatedResult: false, Email: 'Mara@example.com' },
    ],
    ['casb_findings', { DetectedTimestamp: `${NOW}000000`, FindingTypeDisplayName: 'f', AssetDisplayName: 'a' }],
    ['workers_trace_events', { EventTimestampMs: NOW, ScriptName: 's', Outcome: 'ok' }],
    ['sinkhole_http_logs', { Timestamp: NOW / 1_000, SinkholeID: 's', SrcAddr: '203.0.113.9' }],
    ['email_security_alerts', { Timestamp: at, AlertID: 'e1', FinalDisposition: 'MALICIOUS' }],
  ] as const;

  it.each(rows)('of %s is an event with its time, and the same by every road', async (dataset, row) => {
    const { records } = await rowsOf([row], `?dataset=${dataset}`);
    expect(records).toMatchObject([{ format: 'vedette.event', value: { event_type: dataset, time: at } }]);
    expect((await rowsOf([row])).records).toEqual(records);
    const into = new Collector(1);
    addRecord(into, row, () => 'x');
    expect(into.records).toEqual(records);
  });

  it('says who and from where, where the dataset does', async () => {
    const { records } = await rowsOf([rows[0][1], rows[3][1]]);
    expect(records).toMatchObject([{ value: { user: 'mara@example.com' } }, { value: { source_ip: '203.0.113.9' } }]);
  });
});
