import { expect, it } from 'vitest';
import { utf8 } from '../kit/bytes.ts';
import { normalizers } from '../normalize/registry.ts';
import { parseJson } from './parse-json.ts';
import { splitDelivery } from './split-delivery.ts';

// JSON can write half a pair of surrogates, and programs do that log a stranger's text. Nobody can hash one.

it.each([
  [String.raw`"\ud800"`, '\ufffd'],
  [String.raw`"\uDFFFx"`, '\ufffdx'],
  [String.raw`"\ud83d\ude00"`, '😀'],
  [String.raw`"\ud800\ud83d\ude00\ud800"`, '\ufffd😀\ufffd'],
  [String.raw`"\\ud800"`, String.raw`\ud800`],
  [String.raw`"\\\ud800"`, '\\\ufffd'],
  [String.raw`{"\uD800":["\udc00"]}`, { '\ufffd': ['\ufffd'] }],
])('of %s the halves are the replacement character, and nothing else is', (text, value) => {
  expect(parseJson(text)).toEqual({ ok: true, value });
});

it('what is broken is still broken, and what is wanted as it is stays so', () => {
  expect(parseJson(String.raw`"\ud800`)).toMatchObject({ ok: false });
  expect(parseJson(String.raw`"\ud80"`)).toMatchObject({ ok: false });
  expect(parseJson(String.raw`"\ud800"`, true)).toEqual({ ok: true, value: '\ud800' });
});

const TIME = '2026-01-10T12:00:00Z';
const azure = { time: TIME, category: 'X', operationName: 'o', resourceId: '/subscriptions/1/x' };
const row = { Application: 'a', Event: 'e', ClientIP: '192.0.2.1', Timestamp: TIME };

it.each<[string, object]>([
  ['a log of Azure', { ...azure, note: 'half' }],
  ['the same as text', { message: JSON.stringify({ ...azure, note: 'half' }) }],
  ['a row of Cloudflare', { ...row, note: 'half' }],
  ['any event', { time: TIME, half: 1 }],
  ['a text', { log: 'half' }],
])('half a pair in %s loses neither it nor its neighbours', (_name, event) => {
  const events = [{ event: { a: 1 } }, { event }, { event: { b: 2 } }];
  const text = events.map((e) => JSON.stringify(e).replaceAll('half', String.raw`\ud800`)).join('');
  const facts = { received: '1768046400000' };
  const split = splitDelivery({ kind: 'splunk.hec', contentType: 'application/json', facts, body: utf8(text) });
  expect(split).toMatchObject({ ok: true, value: { records: [{}, {}, {}], bad: [] } });
  for (const { format, value } of split.ok ? split.value.records : [])
    expect(normalizers[format]!.facts(value)).toMatchObject({ ok: true });
});

it('a text that is cut for its length ends in no half', () => {
  const long = `${'x'.repeat(1_023)}😀`;
  const body = utf8(JSON.stringify({ source: long, sourcetype: long, host: long, event: { a: 1 } }));
  const facts = { received: '1768046400000' };
  const split = splitDelivery({ kind: 'splunk.hec', contentType: 'application/json', facts, body });
  const [record] = split.ok ? split.value.records : [];
  expect(normalizers[record!.format]!.facts(record!.value)).toMatchObject({ ok: true });
});
