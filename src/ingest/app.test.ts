import { describe, expect, it } from 'vitest';
import { utf8 } from '../kit/bytes.ts';
import { pathOf } from './app.ts';
import { doorOf, secretOf, SOURCE } from './testing/door.ts';

const KIND = 'vedette.telemetry';
const EVENT = utf8('{"event_id":"1","source":"s","event_type":"t","payload":{}}');
const HEADERS = { 'content-type': 'application/json', authorization: `Bearer ${secretOf(KIND)}` };

async function statusOf(url: string, headers: Record<string, string> = {}) {
  const { status } = await doorOf({ kind: KIND }).send({ url, headers: { ...HEADERS, ...headers }, body: EVENT });
  return status;
}

describe('an address', () => {
  it.each([
    [`/in/${SOURCE}`],
    [`/in/${SOURCE}/`],
    [`//in//${SOURCE}//telemetry`],
    [`/in/${SOURCE.replace('_', '%5F')}`],
    [`/in/${SOURCE}/telemetry/?from=here`],
    ['/telemetry/'],
    ['//telemetry'],
    ['/%74elemetry'],
  ])('that is put together as %s is the same', async (url) => {
    expect(await statusOf(url)).toBe(202);
  });

  it('is another where more than its form differs', async () => {
    expect(await statusOf(`/in/${SOURCE}%2Ftelemetry`)).toBe(401);
    expect(await statusOf(`/in/${SOURCE}/telemetry/more`)).toBe(404);
    expect(await statusOf('/Telemetry')).toBe(404);
  });

  it('is never looked through for more than one round of encoding', () => {
    const at = (path: string) => pathOf(new Request(`https://ingest.test${path}`));
    expect([at('/'), at('///'), at('/a%2525'), at('/%252e'), at('/a%2Fb'), at('/%zz'), at('/%')]).toEqual([
      '/',
      '/',
      '/a%2525',
      '/%252e',
      '/a%2Fb',
      '/%zz',
      '/%',
    ]);
  });
});

describe('a header', () => {
  it('may say JSON, JSON lines and gzip by their other names', async () => {
    for (const type of ['application/json; charset=UTF-8', 'application/json;charset="us-ascii"', 'text/json'])
      expect(await statusOf('/telemetry', { 'content-type': type })).toBe(202);
    for (const type of ['application/ndjson', 'application/jsonl', 'Application/X-NDJSON', ''])
      expect(await statusOf('/telemetry', { 'content-type': type })).toBe(202);
    expect(await statusOf('/telemetry', { 'content-encoding': 'x-gzip' })).toBe(400);
  });

  it('may be there twice: of types the last counts', async () => {
    expect(await statusOf('/telemetry', { 'content-type': 'text/plain, application/json' })).toBe(202);
    expect(await statusOf('/telemetry', { 'content-type': 'application/json, text/plain' })).toBe(415);
  });

  it('names a charset or an encoding that is not read: refused before anything is kept', async () => {
    for (const headers of [
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'text/plain;charset=UTF-8' },
      { 'content-type': 'application/json; charset=iso-8859-1' },
      { 'content-encoding': 'zstd' },
      { 'content-encoding': 'deflate' },
      { 'content-encoding': 'gzip, gzip' },
    ])
      expect(await statusOf('/telemetry', headers)).toBe(415);
  });

  it('may have its token after an encoded space, as exporters send it that do not decode their environment', async () => {
    for (const scheme of ['bearer ', 'Bearer  ', 'Bearer%20'])
      expect(await statusOf('/telemetry', { authorization: `${scheme}${secretOf(KIND)}` })).toBe(202);
    for (const scheme of ['', 'Bearer', 'Bearer%2520', 'Bearerx '])
      expect(await statusOf('/telemetry', { authorization: `${scheme}${secretOf(KIND)}` })).toBe(401);
  });
});
