import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSyslog } from './header.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const AT = Date.UTC(2026, 0, 10, 11, 59, 58);
const clock = { receivedAt: NOW, offsetMs: 0 };
const read = (line: string) => readSyslog(line, clock);

describe('a line of RFC 5424', () => {
  it('has its parts, with dashes for what is not there', () => {
    expect(read('<165>1 2026-01-10T11:59:58.003Z h.example.com app 12 ID47 - hello there')).toEqual({
      facility: 20,
      severity: 5,
      time: AT + 3,
      host: 'h.example.com',
      app: 'app',
      pid: '12',
      messageId: 'ID47',
      message: 'hello there',
    });
    expect(read('<0>1 - - - - - -')).toEqual({ facility: 0, severity: 0, message: '' });
    expect(read('<13>1 2026-01-10T12:59:58+01:00 - - - - - \ufeffx').time).toBe(AT);
  });

  it('has structured data, with its three escapes', () => {
    const line = '<13>1 - h a - - [one@1 k="v" q="\\"\\]\\\\ \\n"][two] msg';
    expect(read(line)).toMatchObject({ data: { 'one@1': { k: 'v', q: '"]\\ \\n' }, two: {} }, message: 'msg' });
    expect(read('<13>1 - h a - - [__proto__ a="b"] m').data).toHaveProperty(['__proto__'], { a: 'b' });
  });

  it('that is broken is all message, and loses nothing', () => {
    for (const rest of [
      '1 2026-13-10T11:59:58Z h a - - - m',
      '1 - h a - - [a b="c] m',
      '1 - h a - - [a b=c] m',
      '1 - h a - - [] m',
      '1 - h a - - x m',
      '1 - h a',
    ])
      expect(read(`<13>${rest}`)).toEqual({ facility: 1, severity: 5, message: rest });
  });
});

it('a line of RFC 5424 without whole structured data keeps its header, if it has a time', () => {
  // Check Point's Log Exporter writes its own kind of it, others leave out the dash.
  const fields = '[action:"Drop"; src:"198.51.100.7"; ]';
  for (const rest of [fields, '[a b="c] m', 'plain words'])
    expect(read(`<134>1 2026-01-10T11:59:58Z cp-1 CheckPoint 12345 - ${rest}`)).toEqual({
      facility: 16,
      severity: 6,
      time: AT,
      host: 'cp-1',
      app: 'CheckPoint',
      pid: '12345',
      message: rest,
    });
});

describe('a line of RFC 3164', () => {
  it('has time, host, tag and message', () => {
    expect(read('<34>Jan 10 11:59:58 mymachine su[7]: failed for x')).toEqual({
      facility: 4,
      severity: 2,
      time: AT,
      host: 'mymachine',
      app: 'su',
      pid: '7',
      message: 'failed for x',
    });
  });

  it('may have no priority, a day of one digit, a time of RFC 3339, no host, or no tag', () => {
    expect(read('Jan  9 11:59:58 h cron: x')).toMatchObject({
      time: AT - 86_400_000,
      host: 'h',
      app: 'cron',
      message: 'x',
    });
    expect(read('2026-01-10T11:59:58Z h kernel: x')).toMatchObject({ time: AT, host: 'h', app: 'kernel' });
    expect(read('<13>Jan 10 11:59:58 kernel: x')).toEqual({
      facility: 1,
      severity: 5,
      time: AT,
      app: 'kernel',
      message: 'x',
    });
    expect(read('<13>Jan 10 11:59:58 h just words, here: x')).toMatchObject({
      host: 'h',
      message: 'just words, here: x',
    });
  });

  it('without a time is a message alone', () => {
    for (const line of ['hello', '', 'Foo 10 11:59:58 h a: x', 'Jan 40 11:59:58 h a: x', 'Jan 10 25:00:00 h a: x'])
      expect(read(line)).toEqual({ message: line });
    expect(read('<999>x')).toEqual({ message: '<999>x' });
    expect(read('<34>x')).toEqual({ facility: 4, severity: 2, message: 'x' });
  });

  it('is understood as devices bend it: with a year, a colon, a version, or a space too many', () => {
    for (const line of [
      '<13>Jan 10 2026 11:59:58 h app: x',
      '<13>Jan 10 2026 11:59:58: h app: x',
      '<13>1 Jan 10 11:59:58 h app: x',
      '<13> Jan 10 11:59:58 h app: x',
      '<13>Jan 10 11:59:58 h app:  x',
    ])
      expect([line, read(line)]).toEqual([
        line,
        { facility: 1, severity: 5, time: AT, host: 'h', app: 'app', message: 'x' },
      ]);
    expect(read('<166>Jan 10 2026 11:59:58: %ASA-6-302013: Built')).toMatchObject({ time: AT, app: '%ASA-6-302013' });
    expect(read('<13>Feb 30 2026 11:59:58 h app: x')).toMatchObject({ message: 'Feb 30 2026 11:59:58 h app: x' });
  });

  it.each([
    ['<189>29: *Jan 10 11:59:58.000 UTC: %SYS-5-CONFIG_I: x', { app: '%SYS-5-CONFIG_I' }],
    ['<189>000029: core-1: Jan 10 2026 11:59:58 UTC: %SYS-5-CONFIG_I: x', { host: 'core-1', app: '%SYS-5-CONFIG_I' }],
    ['<189>29: .Jan 10 12:59:58 +01:00: %SYS-5-CONFIG_I: x', { app: '%SYS-5-CONFIG_I' }],
    ['<166>:Jan 10 11:59:58 UTC: %ASA-6-302013: x', { app: '%ASA-6-302013' }],
    ['<166>Jan 10 2026 11:59:58 asa01 : %ASA-6-302013: x', { host: 'asa01', app: '%ASA-6-302013' }],
    ['<13>Jan 10 06:59:58 EST h app[7]: x', { host: 'h', app: 'app', pid: '7' }],
    ['<13>Jan 10 11:59:58 FW1 app: x', { host: 'FW1', app: 'app' }],
    ['<13>Jan 10 11:59:58 FW app: x', { host: 'FW', app: 'app' }],
    ['<13>Jan 10 11:59:58 2026 h app: x', { host: 'h', app: 'app' }],
    ['<13>2026-01-10 11:59:58,000 h app: x', { host: 'h', app: 'app' }],
    ['<13>2026-01-10 12:59:58 +0100 h app: x', { host: 'h', app: 'app' }],
    ['<13>Jan 10 11:59:58 Message forwarded from aix1: app: x', { host: 'aix1', app: 'app' }],
    ['<189>Jan 10 11:59:58 192.0.2.1: %SYS-5-CONFIG_I: x', { host: '192.0.2.1', app: '%SYS-5-CONFIG_I' }],
    ['<13>1 2026-01-10T11:59:58Z h app[7]: x', { host: 'h', app: 'app', pid: '7' }],
    ['<134>1 1768046398.000999 MX84 flows x', { host: 'MX84', app: 'flows' }],
  ])('is understood in the dialect of %s', (line, parts) => {
    const { facility: _f, severity: _s, ...rest } = read(line);
    expect(rest).toEqual({ time: AT, message: 'x', ...parts });
  });

  it('takes CEF: for no tag', () => {
    expect(read('<13>Jan 10 11:59:58 h CEF:0|a|b|')).toMatchObject({ host: 'h', message: 'CEF:0|a|b|' });
  });
});

it('a line of many words after the version, the time and a tag keeps its tag', () => {
  expect(read('<13>1 2026-01-10T11:59:58Z h app[7]: one two three four')).toMatchObject({
    host: 'h',
    app: 'app',
    pid: '7',
    message: 'one two three four',
  });
});

it('no line makes it throw, and what it does not understand it keeps', () => {
  const bits = fc.constantFrom(
    '<13>',
    '1 ',
    'Jan 10 11:59:58 ',
    '[a ',
    'b="',
    '"',
    ']',
    '\\',
    ' ',
    '-',
    'x',
    ':',
    'CEF:0|',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 30 }), fc.string(), (parts, tail) => {
      const line = parts.join('') + tail;
      expect(line.endsWith(read(line).message)).toBe(true);
    }),
  );
  for (const part of ['[a b="c"]', '[', '\\"', '<1>', 'a ', ' ']) read(`<13>1 - h a - - [x y="${part.repeat(20_000)}`);
});
