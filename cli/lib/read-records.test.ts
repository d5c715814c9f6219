import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from './exit.ts';
import { fieldOfLines, lineFormOf, readText, recordLines } from './read-records.ts';
import { clientOf, recordOf } from './send.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-records-'));
});
async function file(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
const usage = (words: RegExp) =>
  expect.objectContaining({ exitCode: EXIT.usage, message: expect.stringMatching(words) });
const refusal = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return error;
  }
};

describe('a file that is sent', () => {
  it('may be gzipped and may begin with a byte order mark', async () => {
    expect(await readText(await file('a.gz', gzipSync('{"a":1}\n')))).toBe('{"a":1}\n');
    expect(await readText(await file('bom', '\uFEFF{"a":1}'))).toBe('{"a":1}');
  });

  it('is refused in one line if it is no text, broken, a folder or not there', async () => {
    const wrong: [string, RegExp][] = [
      [await file('binary', Uint8Array.of(1, 2, 0, 3)), /no text/],
      [await file('latin', Uint8Array.of(0x41, 0xff, 0xfe)), /not UTF-8/],
      [await file('broken.gz', Uint8Array.of(0x1f, 0x8b, 1, 2)), /cannot be unpacked/],
      [folder, /is a folder/],
      [join(folder, 'none'), /cannot be read/],
    ];
    for (const [path, words] of wrong) await expect(readText(path)).rejects.toEqual(usage(words));
  });
});

describe('its records', () => {
  it('are the lines of NDJSON as they stand, blank ones left out', () => {
    expect(recordLines('{"a":1.0}\n\n {"b":2}\n', 'f', 'json', 'standard.webhook')).toEqual({
      lines: ['{"a":1.0}', ' {"b":2}'],
      text: false,
    });
  });

  it('are the elements of one list, or one object, written over several lines', () => {
    expect(recordLines('[\n {"a":1},\n {"a":2}\n]', 'f', 'json', 'standard.webhook').lines).toEqual([
      '{"a":1}',
      '{"a":2}',
    ]);
    expect(recordLines('{\n "a": {"b": 1}\n}\n', 'f', 'json', 'github.webhook').lines).toEqual(['{"a":{"b":1}}']);
  });

  it('keep the digits of numbers that a double cannot hold, as the door reads them', () => {
    expect(recordLines('{\n"id": 9007199254740993}', 'f', 'json', 'standard.webhook').lines).toEqual([
      '{"id":"9007199254740993"}',
    ]);
    expect(recordOf('{"id":9007199254740993,"n":1.5}')).toEqual({ id: '9007199254740993', n: 1.5 });
  });

  it('are lines of text where the kind takes text, and JSON where a file of such a kind is JSON', () => {
    const text = '<86>1 first\r\n<86>1 second\r\n';
    expect(recordLines(text, 'f', 'text', 'standard.syslog')).toEqual({
      lines: ['<86>1 first', '<86>1 second'],
      text: true,
    });
    expect(recordLines('2 123456789012 eni-1', 'f', 'either', 'aws.firehose').text).toBe(true);
    expect(recordLines('{"eventSource":"x"}', 'f', 'either', 'aws.firehose').text).toBe(false);
  });

  it.each([
    ['', /holds no records/],
    ['\n  \n', /holds no records/],
    ['{"a":1}\n{"a":', /line 2 is not JSON/],
    ['{"a":1}\n\n5', /line 3 is no JSON object/],
    ['hello', /line 1 is not JSON/],
    ['[1]', /line 1 is no JSON object/],
    ['[]', /line 1 is no JSON object/],
  ])('of %j are refused with the line that is wrong', (content, words) => {
    expect(refusal(() => recordLines(content, 'f', 'json', 'standard.webhook'))).toEqual(usage(words));
  });

  it('are refused if one is larger than any request of the kind', () => {
    const huge = `{"a":"${'x'.repeat(33 * 1024 * 1024)}"}`;
    expect(refusal(() => recordLines(`{"a":1}\n${huge}`, 'f', 'json', 'standard.webhook'))).toEqual(
      usage(/record 2 is larger than/),
    );
  });
});

it('the form of a kind’s lines follows from its source and its samples', async () => {
  const form = async (kind: string) => lineFormOf(clientOf(kind), Date.UTC(2026, 0, 10));
  expect(await form('standard.syslog')).toBe('text');
  expect(await form('aws.firehose')).toBe('either');
  expect(await form('standard.webhook')).toBe('json');
  expect(await form('github.webhook')).toBe('json');
});

describe('a field of each line', () => {
  it('is the record, with all its digits; a line without it is named', () => {
    expect(fieldOfLines(['{"note":1,"body":{"a":12345678901234567890}}', '{"body":[1]}'], 'body', 'f')).toEqual([
      '{"a":"12345678901234567890"}',
      '[1]',
    ]);
    expect(() => fieldOfLines(['{"body":1}', '{"other":1}'], 'body', 'f')).toThrow(
      usage(/record 2 has no field/) as Error,
    );
    expect(() => fieldOfLines(['{"a":1}'], '__proto__', 'f')).toThrow(usage(/no field/) as Error);
  });
});
