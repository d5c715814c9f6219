import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../kit/bytes.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import { checkDelivery } from './check-delivery.ts';
import { Collector } from './collect.ts';
import type { Split } from './source.ts';
import { sources } from './sources/registry.ts';
import { splitDelivery } from './split-delivery.ts';

// Small bodies that would grow into gigabytes if lists were made of all that they hold. Without the bounds each of these
// runs out of memory, so that what is asserted is how much was kept.

const { 'aws.firehose': firehose, 'aws.eventbridge': eventbridge, 'standard.webhook': webhook } = sources;
const MIB = 1024 * 1024;
const gz = (bytes: Uint8Array | string) => new Uint8Array(gzipSync(bytes));
const NDJSON = 'application/x-ndjson';
const TRAIL = JSON.stringify({ eventSource: 's', eventName: 'n', eventTime: 't' });

const kept = (result: Result<Split, Failure>): number =>
  result.ok ? result.value.records.length + result.value.bad.length + result.value.skipped : 0;
const code = (result: Result<unknown, Failure>) => (result.ok ? 'ok' : result.error.code);
const byFirehose = (...data: (Uint8Array | string)[]): Result<Split, Failure> => {
  const records = data.map((d) => ({ data: toBase64(typeof d === 'string' ? utf8(d) : d) }));
  return splitDelivery({
    kind: 'aws.firehose',
    contentType: 'application/json',
    body: utf8(JSON.stringify({ records })),
  });
};
const zipped = (kind: string, contentType: string, text: Uint8Array | string) => ({
  kind,
  contentType,
  encoding: 'gzip' as const,
  body: gz(text),
});

it('once full, nothing more is kept', () => {
  const into = new Collector(2);
  for (let i = 0; i < 9; i++) {
    into.add('vedette.event', {}, () => `records[${i}]`);
    into.reject('elsewhere', 'bad');
    into.skip(() => 'elsewhere');
  }
  expect([into.records.length, into.bad.length, into.skipped, into.full]).toEqual([1, 2, 0, true]);
});

describe('a body that is nothing but', () => {
  it('line feeds is an empty one, at the door and behind it', async () => {
    const feeds = new Uint8Array(webhook!.limits.decompressedBytes).fill(0x0a);
    expect(code(splitDelivery(zipped('standard.webhook', NDJSON, feeds)))).toBe('malformed');
    const media = { contentType: NDJSON, encoding: 'gzip' } as const;
    expect(code(await checkDelivery(webhook!, media, {}, gz(feeds)))).toBe('too_large');
  });

  it.each([
    ['empty objects', '{}'],
    ['numbers', '1'],
    ['empty lists', '[]'],
  ])('%s in a list is refused before it is parsed', (_name, value) => {
    const { limits } = eventbridge!;
    const many = `[${`${value},`.repeat(limits.decompressedBytes / (value.length + 1) - 2)}${value}]`;
    expect(code(splitDelivery(zipped('aws.eventbridge', 'application/json', many)))).toBe('too_large');
    expect(code(splitDelivery(zipped('standard.webhook', 'application/json', many)))).toBe('too_large');
    expect(code(splitDelivery(zipped('standard.webhook', NDJSON, many)))).toBe('too_large');
  });

  it('findings of no use is read up to the limit, and its rest is told as one', () => {
    const { limits } = eventbridge!;
    const findings = Array(limits.records * 3).fill(1);
    const body = JSON.stringify({ 'detail-type': 'Security Hub Findings - Imported', detail: { findings } });
    const split = splitDelivery({ kind: 'aws.eventbridge', contentType: 'application/json', body: utf8(body) });
    expect(kept(split)).toBe(limits.records + 1);
    expect(split.ok && split.value.bad.at(-1)).toEqual({
      at: `body.detail.findings[${limits.records}]`,
      reason: `the delivery holds more than ${limits.records} records; from here on it was not read`,
    });
  });
});

describe('a Firehose record that is nothing but', () => {
  const { limits } = firehose!;

  it('broken lines is read up to the limit', () => {
    expect(kept(byFirehose(gz('x\n'.repeat(3 * MIB)), gz('x\n'.repeat(3 * MIB))))).toBe(limits.records + 1);
  });

  it('line feeds costs its neighbours nothing', () => {
    const split = byFirehose(gz(new Uint8Array(7 * MIB).fill(0x0a)), TRAIL);
    expect(split.ok && split.value.records).toHaveLength(1);
  });

  it('white space is read while all together stay within the budget', () => {
    const part = gz(' '.repeat(limits.decompressedBytes / 4 - TRAIL.length) + TRAIL);
    const split = byFirehose(...Array<Uint8Array>(6).fill(part));
    expect(split.ok && [split.value.records.length, split.value.bad.map((b) => b.at)]).toEqual([
      4,
      ['records[4].data', 'records[5].data'],
    ]);
  });

  it('log events without traffic, or without a message, is read up to the limit', () => {
    for (const event of ['{"message":"2 1 eni - - - - - - - 1 2 - NODATA"}', '{}', '{"message":"{}"}']) {
      const events = `[${`${event},`.repeat(limits.records)}${event}]`;
      expect(kept(byFirehose(gz(`{"messageType":"DATA_MESSAGE","logEvents":${events}}`)))).toBe(limits.records + 1);
    }
  });

  it('values is refused by itself, and so is what several hold together; a neighbour within bounds lives', () => {
    const dense = gz(`[${'{},'.repeat(2.5 * MIB)}{}]`);
    const alone = byFirehose(dense, TRAIL);
    expect(alone.ok && [alone.value.records.length, alone.value.bad.length]).toEqual([1, 1]);
    // Each holds under half of what a delivery may, inside one record of the list.
    const half = gz(`{"Records":[{"n":[${'0,'.repeat(900_000)}0]}]}`);
    const several = byFirehose(half, half, half, half);
    expect(several.ok && several.value.bad.map((b) => b.reason.includes('too many values'))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
