import { describe, expect, it } from 'vitest';
import { concatBytes, toBase64, utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf, type World } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'standard.syslog';
const requestOf = async (body: string, headers: Record<string, string> = {}) => {
  const request = await clientRequest(KIND, []);
  return { ...request, body: utf8(body), headers: { ...request.headers, ...headers } };
};
const statusOf = async (body: string, headers: Record<string, string> = {}, grant: World['grant'] = {}) =>
  (await doorOf({ kind: KIND, grant }).send(await requestOf(body, headers))).status;
const splitLines = async (body: string, world: Partial<World> = {}) => {
  const door = doorOf({ kind: KIND, ...world });
  expect((await door.send(await requestOf(body))).status).toBe(202);
  return splitOf(door.accepted[0]!);
};

describe('a log shipper', () => {
  it('is heard by its bearer token or as a password, and by the secret before the newest', async () => {
    const basic = `Basic ${toBase64(utf8(`rsyslog:${secretOf(KIND)}`))}`;
    expect(await statusOf('x')).toBe(202);
    expect(await statusOf('x', { authorization: basic })).toBe(202);
    expect(await statusOf('x', {}, { secrets: ['newer', secretOf(KIND)] })).toBe(202);
    expect(await statusOf('x', {}, { secrets: ['newer'] })).toBe(401);
    for (const authorization of ['', 'Bearer wrong', secretOf(KIND)])
      expect(await statusOf('x', { authorization })).toBe(401);
  });

  it('sends text or JSON; anything else and nothing are refused', async () => {
    for (const type of ['application/octet-stream', 'application/x-www-form-urlencoded', ''])
      expect(await statusOf('x=1&y', { 'content-type': type })).toBe(202);
    expect(await statusOf('{"message":"x"}', { 'content-type': 'application/x-ndjson' })).toBe(202);
    expect(await statusOf('x', { 'content-type': 'application/json' })).toBe(400);
    expect(await statusOf('x', { 'content-type': 'text/html' })).toBe(415);
    expect(await statusOf('')).toBe(400);
    expect(await statusOf('\n \n')).toBe(400);
  });

  it('may compress, and what ends early is refused', async () => {
    const request = await clientRequest(KIND, client.samples(NOW), {}, true);
    expect((await doorOf({ kind: KIND }).send(request)).status).toBe(202);
    const cut = { ...request, body: request.body.subarray(0, -10) };
    expect((await doorOf({ kind: KIND }).send(cut)).status).toBe(400);
    const { 'content-encoding': _, ...unsaid } = request.headers;
    const answer = await doorOf({ kind: KIND }).send({ ...request, headers: unsaid });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('content-encoding: gzip')]);
  });
});

describe('a body of lines', () => {
  it('is a record a line; blank lines and carriage returns are nothing, a bad one loses no other', async () => {
    const { records, bad } = await splitLines(
      `<13>Jan 10 11:59:58 h a: one\r\n\nCEF:0|too|short\n${'x'.repeat(70_000)}\n<13>Jan 10 11:59:59 h a: two\n`,
    );
    expect(records.map((r) => [r.format, r.value['message']])).toEqual([
      ['syslog.line', 'one'],
      ['syslog.line', 'two'],
    ]);
    expect(bad.map((b) => b.at)).toEqual(['lines[2]', 'lines[3]']);
  });

  it('without a time gets the delivery’s, and says so', async () => {
    const { records } = await splitLines('hello');
    expect(records).toEqual([{ format: 'syslog.line', value: { message: 'hello', time: NOW, timeFrom: 'delivery' } }]);
  });

  it('is read in the zone of its setting where it has none', async () => {
    const { records } = await splitLines('<13>Jan 10 12:30:00 h a: x\n<13>1 2026-01-10T11:30:00Z h a - - - x', {
      grant: { settings: { utcOffset: '+01:00' } },
    });
    expect(records.map((r) => r.value['time'])).toEqual([Date.UTC(2026, 0, 10, 11, 30), Date.UTC(2026, 0, 10, 11, 30)]);
  });

  it('may be counted, as over TCP, by bytes and with nothing between', async () => {
    const one = '<13>Jan 10 11:59:58 h a: Straße';
    const two = '<13>Jan 10 11:59:59 h b: two';
    const counted = [one, two].map((m) => `${utf8(m).length} ${m}`);
    const messagesOf = async (body: string) => (await splitLines(body)).records.map((r) => r.value['message']);
    expect(await messagesOf(counted.join(''))).toEqual(['Straße', 'two']);
    expect(await messagesOf(counted.join('\n'))).toEqual(['Straße', 'two']);
    expect(await messagesOf(`99 ${two}`)).toEqual(['two']);
    expect(await messagesOf(`${counted[0]}rest`)).toEqual(['Straße', 'rest']);
    expect(await messagesOf('12 monkeys <13>')).toEqual(['12 monkeys <13>']);
    const many = await splitLines('4 <13>'.repeat(200_000));
    expect([many.records.length, many.skipped]).toEqual([0, 20_000]);
  });

  it('may be of an older encoding, which costs no other line', async () => {
    const door = doorOf({ kind: KIND });
    const body = concatBytes([
      utf8('<13>Jan 10 11:59:58 h a: Stra'),
      new Uint8Array([0xdf]),
      utf8('e\n<13>Jan 10 11:59:58 h a: Straße'),
    ]);
    await door.send({ ...(await requestOf('')), body });
    expect(splitOf(door.accepted[0]!).records.map((r) => r.value['message'])).toEqual(['Straße', 'Straße']);
  });

  it('is no line where it is no text of any encoding', async () => {
    const bytes = (...parts: number[]) => new Uint8Array(parts);
    const door = doorOf({ kind: KIND });
    const body = concatBytes([bytes(0xff, 0x00, 0x01), utf8('\nx\n'), bytes(0x80, 0x0e)]);
    expect((await door.send({ ...(await requestOf('')), body })).status).toBe(202);
    expect(splitOf(door.accepted[0]!)).toMatchObject({ records: [{}], bad: [{ at: 'lines[0]' }, { at: 'lines[2]' }] });
    expect((await door.send({ ...(await requestOf('')), body: bytes(0xff, 0x00) })).status).toBe(400);
  });

  it('may end in a zero', async () => {
    const { records } = await splitLines('<13>Jan 10 11:59:58 h a: one\0\n\0');
    expect(records.map((r) => r.value['message'])).toEqual(['one']);
  });

  it.each([
    'date=2026-01-10 time=12:59:58 devname="FG-1" tz="+0100" logid="0000000013" srcip=198.51.100.7',
    'date=2026-01-10 time=01:00:00 devname="FG-1" eventtime=1768046398000000000 tz="+0100"',
    'device="SFW" date=2026-01-10 time=11:59:58 timezone="UTC" log_type="Firewall"',
    'id=firewall sn=18B1690729A8 time="2026-01-10 11:59:58 UTC" fw=203.0.113.1 pri=6 m=98',
    'device_name="SFW" timestamp="2026-01-10T12:59:58+0100" log_id="010101600001"',
  ])('without a header has the time that a firewall says in %s', async (pairs) => {
    const { records } = await splitLines(`<189>${pairs}`);
    expect(records[0]).toMatchObject({ format: 'syslog.line', value: { time: NOW - 2_000, message: pairs } });
    expect(records[0]!.value).not.toHaveProperty('timeFrom');
  });

  it('gives the same times whenever it is read again', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(await requestOf('<13>Dec 31 23:59:59 h a: x'));
    const [delivery] = door.accepted;
    expect(delivery?.facts).toEqual({ receivedAt: String(NOW) });
    expect(splitOf(delivery!).records[0]?.value['time']).toBe(Date.UTC(2025, 11, 31, 23, 59, 59));
  });
});

describe('CEF', () => {
  const CEF = 'CEF:0|V|P|1|100|N|5|src=192.0.2.1 act=blocked';
  const rt = NOW - 5_000;

  it('is found after any syslog header, and as relays split it', async () => {
    const { records } = await splitLines(
      [
        CEF,
        `<13>${CEF}`,
        `<13>Jan 10 11:59:58 h ${CEF}`,
        `<13>Jan 10 11:59:58 h app[3]: ${CEF}`,
        `<13>1 2026-01-10T11:59:58Z h app - - - ${CEF}`,
        `<13>1 2026-01-10T11:59:58Z h CEF - - -  ${CEF.slice('CEF:'.length)}`,
      ].join('\n'),
    );
    expect(records.map((r) => r.format)).toEqual(Array(6).fill('syslog.cef'));
    for (const { value } of records)
      expect(value).toMatchObject({ vendor: 'V', severity: '5', extension: { src: '192.0.2.1' } });
  });

  it('is found behind a relay’s header and the device’s, whose is the host', async () => {
    const { records } = await splitLines(
      `<13>Jan 10 11:59:59 relay <134>Jan 10 11:59:58 fw ${CEF}\n<13>Jan 10 11:59:59 192.0.2.9 2026-01-10T11:59:58Z fw ${CEF}`,
    );
    for (const { format, value } of records)
      expect({ format, ...value }).toMatchObject({ format: 'syslog.cef', host: 'fw' });
    const quoted = await splitLines(`<13>Jan 10 11:59:59 h app: Jan 10 11:59:58 fw ${CEF}`);
    expect(quoted.records[0]!.format).toBe('syslog.line');
  });

  it('may be LEEF, which is read in its words', async () => {
    const leef = `LEEF:1.0|V|P|1|100|devTime=${rt}\tsrc=192.0.2.1\tsev=9`;
    const { records } = await splitLines(
      `${leef}\n<13>Jan 10 11:59:58 h ${leef}\n<13>1 - h LEEF - - - ${leef.slice(5)}`,
    );
    for (const { format, value } of records)
      expect({ format, ...value }).toMatchObject({ format: 'syslog.cef', time: rt, severity: '9', vendor: 'V' });
    expect(records.length).toBe(3);
  });

  it('is not believed where a message only quotes it', async () => {
    const { records } = await splitLines(`<86>Jan 10 11:59:58 h sshd[1]: Invalid user ${CEF} from 192.0.2.1`);
    expect(records.map((r) => r.format)).toEqual(['syslog.line']);
  });

  it('has the time of its device, else that of its activity, else that of its line', async () => {
    const line = (extension: string) => `<13>Jan 10 11:00:00 h CEF:0|V|P|1|100|N|5|${extension}`;
    const { records } = await splitLines(
      [`start=1 rt=${rt} end=${NOW}`, `rt=soon end=${rt}`, `start=${rt}`, 'x=1'].map((e) => line(e)).join('\n'),
    );
    expect(records.map((r) => r.value['time'])).toEqual([rt, rt, rt, Date.UTC(2026, 0, 10, 11)]);
  });
});

describe('JSON in the message', () => {
  const alert = {
    rule: 'Shell in a container',
    priority: 'Notice',
    time: '2026-01-10T11:59:59.5Z',
    output: 'x',
    output_fields: { 'container.id': 'c0ffee' },
  };

  it('is the record that it is, where its format is known', async () => {
    const plain = `<13>1 2026-01-10T12:00:00Z node-1 falco 1 - - ${JSON.stringify(alert)}`;
    const cee = `<13>1 2026-01-10T12:00:00Z node-1 falco 1 - - @cee: ${JSON.stringify(alert)}`;
    const { records } = await splitLines(`${plain}\n${cee}`);
    expect(records).toEqual([
      { format: 'falco.event', value: alert },
      { format: 'falco.event', value: alert },
    ]);
  });

  it('is no record of a cloud, which any program could log: neither in the message nor as a shipper has it', async () => {
    const trail = { eventSource: 's', eventName: 'n', eventTime: '2026-01-10T12:00:00Z' };
    const { records } = await splitLines(`<13>1 2026-01-10T12:00:00Z a b - - - ${JSON.stringify(trail)}`);
    expect(records).toMatchObject([{ format: 'syslog.line', value: { message: JSON.stringify(trail) } }]);
    const door = doorOf({ kind: KIND });
    await door.send(await requestOf(JSON.stringify(trail), { 'content-type': 'application/json' }));
    expect(splitOf(door.accepted[0]!).records.map((r) => r.format)).toEqual(['vedette.event']);
  });

  it('is a line where it is of no known format, or no JSON', async () => {
    const { records } = await splitLines(
      '<13>1 2026-01-10T12:00:00Z a b - - - {"a":1}\n<13>1 2026-01-10T12:00:00Z a b - - - {a',
    );
    expect(records.map((r) => r.format)).toEqual(['syslog.line', 'syslog.line']);
  });
});

describe('lines that a shipper sends as JSON', () => {
  const AT = NOW - 2_000;
  const time = '2026-01-10T11:59:58Z';
  const send = async (body: string, type = 'application/json') => {
    const door = doorOf({ kind: KIND });
    expect((await door.send(await requestOf(body, { 'content-type': type }))).status).toBe(202);
    return splitOf(door.accepted[0]!);
  };
  const one = async (object: object) => (await send(JSON.stringify([object]))).records[0]!;

  // A line of sshd as each of them has it by default, in our own words.
  it.each([
    [
      'Vector',
      {
        appname: 'sshd',
        facility: 'authpriv',
        host: 'h1',
        hostname: 'h1',
        message: 'refused',
        msgid: '-',
        procid: 7,
        severity: 'info',
        source_ip: '192.0.2.1',
        source_type: 'syslog',
        timestamp: time,
        version: 1,
      },
      { source_ip: '192.0.2.1', source_type: 'syslog', version: 1 },
    ],
    [
      'Fluent Bit',
      {
        date: 1768046398.0,
        pri: '86',
        host: 'h1',
        ident: 'sshd',
        pid: '7',
        msgid: '-',
        extradata: '-',
        message: 'refused',
      },
      { extradata: '-' },
    ],
    [
      'rsyslog',
      {
        msg: ' refused',
        hostname: 'h1',
        programname: 'sshd',
        procid: '7',
        syslogfacility: '10',
        syslogseverity: '6',
        timereported: '2026-01-10T12:59:58.000000+01:00',
      },
      undefined,
    ],
    [
      'syslog-ng',
      {
        PROGRAM: 'sshd',
        PRIORITY: 'info',
        PID: '7',
        MESSAGE: 'refused',
        HOST: 'h1',
        FACILITY: 'authpriv',
        DATE: 'Jan 10 11:59:58',
        ISODATE: time,
      },
      undefined,
    ],
    [
      'NXLog',
      {
        Hostname: 'h1',
        SourceName: 'sshd',
        ProcessID: '7',
        Message: 'refused',
        EventTime: '2026-01-10 11:59:58',
        SyslogFacilityValue: 10,
        SyslogSeverity: 'INFO',
        SourceModuleName: 'in',
      },
      { SourceModuleName: 'in' },
    ],
    [
      'Logstash',
      {
        '@timestamp': time,
        message: 'refused',
        host: { hostname: 'h1' },
        process: { name: 'sshd', pid: 7 },
        log: { syslog: { facility: { code: 10, name: 'authpriv' }, severity: { code: 6 } } },
      },
      {
        host: { hostname: 'h1' },
        process: { name: 'sshd', pid: 7 },
        log: { syslog: { facility: { code: 10, name: 'authpriv' }, severity: { code: 6 } } },
      },
    ],
    [
      'journald',
      {
        MESSAGE: 'refused',
        _HOSTNAME: 'h1',
        SYSLOG_IDENTIFIER: 'sshd',
        _PID: '7',
        PRIORITY: '6',
        SYSLOG_FACILITY: '10',
        __REALTIME_TIMESTAMP: '1768046398000000',
      },
      undefined,
    ],
  ])('are the same out of %s', async (_shipper, object, fields) => {
    expect(await one(object)).toEqual({
      format: 'syslog.line',
      value: {
        facility: 10,
        severity: 6,
        time: AT,
        host: 'h1',
        app: 'sshd',
        pid: '7',
        message: 'refused',
        ...(fields === undefined ? {} : { fields }),
      },
    });
  });

  it('may hold the whole line, CEF, or a record of a known format', async () => {
    const whole = await one({ date: 1, log: '<86>Jan 10 11:59:58 h1 sshd[7]: refused' });
    expect(whole.value).toMatchObject({ time: AT, host: 'h1', app: 'sshd', message: 'refused' });
    const cef = await one({ timestamp: time, host: 'fw', message: 'CEF:0|V|P|1|100|N|5|src=192.0.2.1' });
    expect(cef).toMatchObject({ format: 'syslog.cef', value: { time: AT, host: 'fw', vendor: 'V' } });
  });

  it('may come as a list, one after another, or a line each, whatever they are called', async () => {
    const [a, b] = [{ message: 'a' }, { message: 'b' }].map((o) => JSON.stringify(o));
    for (const [body, type] of [
      [`[${a},${b}]`, 'application/json; charset=utf-8'],
      [`${a}${b}`, 'application/json'],
      [`${a}\n${b}\n`, 'application/json'],
      [`${a}\n${b}\n`, 'application/x-ndjson'],
      [`${a}\n${b}\n`, 'text/plain'],
    ] as const)
      expect((await send(body, type)).records.map((r) => r.value['message'])).toEqual(['a', 'b']);
  });

  it('without a message are events of their own, and what is no object loses no neighbour', async () => {
    const { records, bad } = await send('[{"user":"mara"},7,{"message":"x","host":{"name":"ecs-1"}}]');
    expect(records).toMatchObject([
      { format: 'vedette.event', value: { user: 'mara', time: NOW } },
      { format: 'syslog.line', value: { host: 'ecs-1', time: NOW, timeFrom: 'delivery' } },
    ]);
    expect(bad).toHaveLength(1);
  });
});
