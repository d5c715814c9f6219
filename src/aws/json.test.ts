import { describe, expect, it } from 'vitest';
import { conform } from './conform.ts';
import { jsonBody, readJsonStruct } from './json.ts';
import { list, map, number, struct, text, texts, time, type Fields } from './shape.ts';
import { xmlDocument } from './xml-write.ts';

const fields: Fields = { Name: text, At: time, Tags: map(text), Rules: list(struct({ Id: number, Since: time })) };

describe('JSON bodies', () => {
  it('have times as seconds since 1970, and come back as they were', () => {
    const params = {
      Name: 'ü\ud800',
      At: '2026-11-21T05:00:00.5Z',
      Tags: JSON.parse('{"__proto__":"a","b":"c"}') as Record<string, string>,
      Rules: [{ Id: 1, Since: '2026-11-21T05:00:00Z' }],
    };
    const value = conform(fields, params);
    const body = value.ok ? jsonBody(fields, value.value) : value.error;
    expect(body).toBe(
      '{"Name":"ü\ufffd","At":1795237200.5,"Tags":{"__proto__":"a","b":"c"},"Rules":[{"Id":1,"Since":1795237200}]}',
    );
    expect(readJsonStruct(fields, JSON.parse(body))).toEqual({
      ...params,
      Name: 'ü\ufffd',
      At: '2026-11-21T05:00:00.500Z',
    });
  });

  it.each([
    [{ At: 'yesterday' }, 'At must be a time'],
    [{ At: 1_700_000_000 }, 'At must be a time'],
    [{ Tags: ['a'] }, 'Tags must be an object'],
    [{ Tags: { k: 1 } }, 'Tags.k must be a text'],
    [{ Rules: [{ Id: 1 }, { Since: 'x' }] }, 'Rules[1].Since must be a time'],
  ])('%j: %s', (params, why) =>
    expect(conform(fields, params)).toMatchObject({ ok: false, error: expect.stringContaining(why) as string }),
  );
});

it('XML bodies escape what is markup, and name the items of a list', () =>
  expect(
    xmlDocument('A', struct({ B: text, C: list(text, 'D'), E: texts }), { B: '<&>"\'\r\n', C: ['1'], E: ['2'] }),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><A xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><B>&lt;&amp;&gt;&quot;&apos;&#x0D;&#x0A;</B><C><D>1</D></C><E><member>2</member></E></A>',
  ));
