import { describe, expect, it } from 'vitest';
import { Collector } from '../collect.ts';
import { clients } from '../sources/clients.ts';
import { splitDelivery } from '../split-delivery.ts';
import { NOW, clientRequest } from '../testing/door.ts';
import { awsLogs } from './aws-logs.ts';
import { addRecord, formatOf } from './index.ts';

const FORMATS: readonly string[] = awsLogs.map((r) => r.format);
const own = ['aws.waf', 'aws.route53', 'aws.vpcflow', 'aws.alb'];

/** What a kind's own client sends, as records; none where it cannot be made without a key of the vendor's. */
async function recordsOf(kind: string) {
  try {
    const { body, headers } = await clientRequest(kind, clients[kind]!.samples(NOW));
    const contentType = headers['content-type']?.split(';')[0] ?? '';
    const split = splitDelivery({ kind, contentType, body });
    return split.ok ? split.value.records : [];
  } catch {
    return [];
  }
}

describe('logs of AWS services', () => {
  it('are known by their fields at every door', async () => {
    const records = (await recordsOf('aws.firehose')).filter((r) => own.includes(r.format));
    expect(new Set(records.map((r) => r.format))).toEqual(new Set(own));
    for (const { format, value } of records) {
      const into = new Collector(1);
      addRecord(into, value, () => 'body', { otherwise: 'vedette.event' });
      expect(into.records).toEqual([{ format, value }]);
    }
  });

  it.each(Object.keys(clients))('are none of the records of %s that have another format', async (kind) => {
    for (const { format, value } of await recordsOf(kind)) {
      const found = awsLogs.filter((r) => r.is(value)).map((r) => r.format);
      expect(found.filter((f) => f !== format)).toEqual([]);
    }
  });

  it('are not known by fields that a prototype lends', () => {
    const lent = {
      webaclId: 'a',
      action: 'ALLOW',
      httpRequest: {},
      query_timestamp: 't',
      query_name: 'n',
      query_type: 'A',
      srcaddr: '10.0.0.1',
      dstaddr: '10.0.0.2',
      start: '1',
      'interface-id': 'eni-1',
    };
    expect(FORMATS).toContain(formatOf(lent));
    expect(formatOf(Object.create(lent) as Record<string, unknown>)).toBeUndefined();
  });
});
