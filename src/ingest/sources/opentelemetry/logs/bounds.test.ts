import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { doorOf, secretOf, splitOf } from '../../../testing/door.ts';
import { walkProtobuf } from './protobuf.ts';

const KIND = 'opentelemetry.logs';
const PROTOBUF = 'application/x-protobuf';
const MIB = 1024 * 1024;

const post = (body: Uint8Array, type = PROTOBUF) => {
  const door = doorOf({ kind: KIND });
  const headers = { 'content-type': type, authorization: `Bearer ${secretOf(KIND)}` };
  return { door, answer: door.send({ path: '/v1/logs', body: new Uint8Array(body), headers }) };
};
const jsonOf = (attributes: readonly unknown[], scope: string) =>
  utf8(
    JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes },
          scopeLogs: [
            { scope: { name: scope }, logRecords: [1, 2, 3].map(() => ({ timeUnixNano: '1768046400000000000' })) },
          ],
        },
      ],
    }),
  );

/** A message's field with its length before it. */
function field(number: number, bytes: Uint8Array): Uint8Array {
  const head = [(number << 3) | 2];
  let rest = bytes.length;
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
  return Uint8Array.from(Buffer.concat([Uint8Array.from([...head, rest]), bytes]));
}
const empty = (number: number, times: number) =>
  new Uint8Array(2 * times).map((_, i) => (i % 2 ? 0 : (number << 3) | 2));
const ofRecord = (record: Uint8Array) => field(1, field(2, field(2, record)));

describe('a protobuf that is nothing but', () => {
  it.each([
    ['empty resources', empty(1, MIB / 2)],
    ['empty scopes', field(1, empty(2, MIB / 2))],
    ['empty records', field(1, field(2, empty(2, MIB / 2)))],
    ['empty attributes', ofRecord(empty(6, MIB / 2))],
    ['empty elements of a list', ofRecord(field(5, field(5, empty(1, MIB / 2))))],
    ['empty attributes of a resource', field(1, field(1, empty(1, MIB / 2)))],
  ])('%s is refused at the door', async (_, body) => {
    const { door, answer } = post(body);
    expect((await answer).status).toBe(400);
    expect(door.accepted).toEqual([]);
  });

  it('records up to the bound is walked, and no further than is wanted', () => {
    let seen = 0;
    expect(walkProtobuf(field(1, field(2, empty(2, 199_998))), () => ++seen > 0).ok).toBe(true);
    expect(seen).toBe(199_998);
    expect(walkProtobuf(field(1, field(2, empty(2, 199_999))), () => true).ok).toBe(false);
    seen = 0;
    expect(walkProtobuf(field(1, field(2, empty(2, 199_999))), () => ++seen < 5).ok).toBe(true);
    expect(seen).toBe(5);
  });
});

describe('a resource, which stands in every record below it,', () => {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

  it.each([
    ['of many characters', [attribute('a', 'x'.repeat(20_000))]],
    ['of many values', Array.from({ length: 300 }, (_, i) => attribute(`k${i}`, 'v'))],
  ])('%s is left out and told, and its records are kept', async (_, attributes) => {
    const { door, answer } = post(jsonOf(attributes, 'scope'), 'application/json');
    expect((await answer).status).toBe(200);
    const split = splitOf(door.accepted[0]!);
    expect(split.records).toHaveLength(3);
    expect(split.records.every((r) => !Object.hasOwn(r.value, 'resource'))).toBe(true);
    expect(split.bad.map((b) => b.at)).toEqual(['resourceLogs[0].resource']);
  });

  it('of many characters is left out of protobuf too', () => {
    const pair = Buffer.concat([field(1, utf8('a')), field(2, field(1, utf8('x'.repeat(20_000))))]);
    const found: [string, boolean][] = [];
    const body = field(1, Buffer.concat([field(2, empty(2, 1)), field(1, field(1, pair))]));
    walkProtobuf(body, (at, log) => found.push([at, typeof log === 'string']) > 0);
    expect(found).toEqual([
      ['resourceLogs[0].resource', true],
      ['resourceLogs[0].scopeLogs[0].logRecords[0]', false],
    ]);
  });

  it('as large as honest ones are stays, and a long name of a scope is cut', async () => {
    const attributes = Array.from({ length: 100 }, (_, i) => attribute(`k8s.label.${i}`, toBase64(utf8(`value ${i}`))));
    const { door, answer } = post(jsonOf(attributes, 's'.repeat(100_000)), 'application/json');
    expect((await answer).status).toBe(200);
    const [record] = splitOf(door.accepted[0]!).records;
    expect(Object.keys(record!.value['resource'] as object)).toHaveLength(100);
    expect((record!.value['scope'] as { name: string }).name).toHaveLength(512);
  });
});
