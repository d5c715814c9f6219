import { describe, expect, it } from 'vitest';
import { readAlbAccess, readAlbConnection } from './alb-line.ts';
import { parseFlowFormat, readFlow, usualFormatOf } from './flow-format.ts';

/** Every field of version 10, as AWS lists them, with a value each. */
const ALL: readonly (readonly [string, string])[] = [
  ['version', '10'],
  ['account-id', '123456789012'],
  ['interface-id', 'eni-0a1b2c3d4e5f60718'],
  ['srcaddr', '2001:db8::7'],
  ['dstaddr', '10.0.1.12'],
  ['srcport', '51514'],
  ['dstport', '443'],
  ['protocol', '6'],
  ['packets', '12'],
  ['bytes', '2400'],
  ['start', '1768046400'],
  ['end', '1768046460'],
  ['action', 'REJECT'],
  ['log-status', 'OK'],
  ['vpc-id', 'vpc-0a1b2c3d4e5f60718'],
  ['subnet-id', 'subnet-0a1b2c3d4e5f60718'],
  ['instance-id', 'i-0a1b2c3d4e5f60718'],
  ['tcp-flags', '19'],
  ['type', 'IPv4'],
  ['pkt-srcaddr', '198.51.100.7'],
  ['pkt-dstaddr', '10.0.1.12'],
  ['region', 'eu-west-1'],
  ['az-id', 'euw1-az1'],
  ['sublocation-type', '-'],
  ['sublocation-id', '-'],
  ['pkt-src-aws-service', 'S3'],
  ['pkt-dst-aws-service', '-'],
  ['flow-direction', 'ingress'],
  ['traffic-path', '-'],
  ['ecs-cluster-arn', 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop'],
  ['ecs-cluster-name', 'shop'],
  ['ecs-container-instance-arn', '-'],
  ['ecs-container-instance-id', '-'],
  ['ecs-container-id', '0123456789abcdef'],
  ['ecs-second-container-id', '-'],
  ['ecs-service-name', 'basket'],
  ['ecs-task-definition-arn', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/basket:7'],
  ['ecs-task-arn', 'arn:aws:ecs:eu-west-1:123456789012:task/shop/0123456789abcdef'],
  ['ecs-task-id', '0123456789abcdef'],
  ['reject-reason', 'BPA'],
  ['resource-id', '-'],
  ['encryption-status', '0'],
];
const format = (names: readonly string[]) => parseFlowFormat(names.map((n) => `\${${n}}`).join(' '))!;

describe('a flow log', () => {
  it('of all fields there are, in any order, is read by its format', () => {
    for (const fields of [ALL, ALL.toReversed()]) {
      const read = readFlow(
        fields.map(([, v]) => v),
        format(fields.map(([n]) => n)),
      );
      expect(read).toEqual(Object.fromEntries(ALL));
    }
  });

  it('of a field that AWS adds one day is read as well', () => {
    expect(readFlow(['1768046400', 'x'], format(['start', 'some-new-field']))).toEqual({
      start: '1768046400',
      'some-new-field': 'x',
    });
  });

  it.each([
    ['port', 'srcport', 'https'],
    ['address', 'dstaddr', 'example.com'],
    ['action', 'action', 'DROP'],
    ['status', 'log-status', '-'],
    ['time', 'start', '2026-01-10'],
    ['number', 'bytes', '9'.repeat(21)],
  ])('whose %s is none is no record of the format', (_, name, value) => {
    const fields = ALL.slice(0, 14).map(([n, v]) => (n === name ? value : n === 'version' ? '2' : v));
    expect(readFlow(fields, usualFormatOf(fields)!)).toBeUndefined();
  });

  it.each(['NODATA', 'SKIPDATA'])('of an interval with %s is empty', (status) => {
    const line = `2 123456789012 eni-1 - - - - - - - 1768046400 1768046460 - ${status}`;
    expect(readFlow(line.split(' '), usualFormatOf(['2'])!)).toBe('empty');
  });

  it.each(['traffic-path', 'ecs-task-id', 'reject-reason', 'resource-id', 'encryption-status'])(
    'of all fields up to %s, in the order of AWS’s console, needs no format to be set',
    (last) => {
      const fields = ALL.slice(0, ALL.findIndex(([name]) => name === last) + 1);
      const values = fields.map(([, value]) => value);
      expect(readFlow(values, usualFormatOf(values)!)).toEqual(Object.fromEntries(fields));
      expect(readFlow(values.toReversed(), usualFormatOf(values)!)).toBeUndefined();
    },
  );

  it('of a version with only some of its fields does', () => {
    expect(usualFormatOf(ALL.slice(0, 20).map(([, value]) => value))).toBeUndefined();
    expect(usualFormatOf(['10', ...ALL.slice(1, 14).map(([, value]) => value)])).toBeUndefined();
  });

  it('of a transit gateway says so, and is read by its own default format', () => {
    const line =
      '6 TransitGateway 123456789012 tgw-0a1b2c3d4e5f60718 tgw-attach-1 123456789012 210987654321 vpc-1 vpc-2 subnet-1 subnet-2 eni-1 eni-2 euw1-az1 euw1-az2 tgw-attach-2 10.0.1.12 10.1.1.12 40312 443 6 10 800 1768046400 1768046460 OK IPv4 0 1 0 0 18 eu-west-1 egress - S3';
    const read = readFlow(line.split(' '), usualFormatOf(line.split(' '))!);
    expect(read).toMatchObject({
      'tgw-id': 'tgw-0a1b2c3d4e5f60718',
      'tgw-dst-vpc-id': 'vpc-2',
      srcaddr: '10.0.1.12',
      'log-status': 'OK',
      'packets-lost-blackhole': '1',
      'pkt-dst-aws-service': 'S3',
    });
  });

  it('without a status is empty where it has no addresses', () => {
    const names = format(['srcaddr', 'dstaddr', 'start']);
    expect(readFlow(['-', '-', '1768046400'], names)).toBe('empty');
  });

  it.each([
    ['no field', ''],
    ['no time', '${srcaddr} ${dstaddr}'],
    ['a field twice', '${start} ${srcaddr} ${srcaddr}'],
    ['a name of the prototype', '${start} ${__proto__}'],
    ['too many fields', Array.from({ length: 65 }, (_, i) => `\${start${i}}`).join(' ')],
  ])('has no format of %s', (_, text) => expect(parseFlowFormat(text)).toBeUndefined());
});

const ACCESS = [
  'https 2026-01-10T12:00:00.123456Z app/shop/50dc6c495c0c9188 203.0.113.20:50412 10.0.1.12:8080 0.001 0.014 0.000 200 200 312 5120',
  '"GET https://shop.example.com:443/a b?c=d HTTP/1.1" "Mozilla/5.0 (\\x22X11\\x22; Linux) \\"q\\"x" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-65a0-0" "shop.example.com" "session-reused"',
  '10 2026-01-10T12:00:00.100000Z "waf,forward" "-" "-" "10.0.1.12:8080" "200" "-" "-" TID_1234',
].join(' ');

describe('a load balancer’s access log entry', () => {
  it('is read with spaces and marks inside of its values', () => {
    expect(readAlbAccess(ACCESS)).toMatchObject({
      type: 'https',
      client_ip: '203.0.113.20',
      client_port: '50412',
      target_ip: '10.0.1.12',
      target_port: '8080',
      elb_status_code: '200',
      request_verb: 'GET',
      request_url: 'https://shop.example.com:443/a b?c=d',
      request_proto: 'HTTP/1.1',
      user_agent: 'Mozilla/5.0 (\\x22X11\\x22; Linux) \\"q\\"x',
      ssl_protocol: 'TLSv1.2',
      trace_id: 'Root=1-65a0-0',
      domain_name: 'shop.example.com',
      actions_executed: 'waf,forward',
      target_status_code_list: '200',
      conn_trace_id: 'TID_1234',
    });
  });

  const written = (request: string, agent: string) =>
    ACCESS.replace(/"GET .* ECDHE/, () => `"${request}" "${agent}" ECDHE`);
  const AFTER = { ssl_protocol: 'TLSv1.2', domain_name: 'shop.example.com', conn_trace_id: 'TID_1234' };

  it.each([
    ['escaped marks before spaces', 'GET https://a.example.com:443/?q=\\" or HTTP/1.1', 'curl \\" - - arn:aws:x'],
    ['an escaped backslash at its end', 'GET https://a.example.com:443/ HTTP/1.1', 'ends so \\\\'],
    ['a mark in the URL as its client sent it', 'GET https://a.example.com:443/?q=" or 1=1 HTTP/1.1', 'curl'],
    ['a backslash that escapes nothing', 'GET https://a.example.com:443/ HTTP/1.1', 'C:\\'],
  ])('with %s has its later values where they belong', (_, request, agent) => {
    expect(readAlbAccess(written(request, agent))).toMatchObject({
      request_url: request.slice(4, -' HTTP/1.1'.length),
      request_proto: 'HTTP/1.1',
      user_agent: agent,
      ...AFTER,
    });
  });

  it('of a client whose marks hide what follows tells of the client still', () => {
    const record = readAlbAccess(written('GET https://a.example.com:443/?" "b HTTP/1.1', 'x" y "z'));
    expect(record).toMatchObject({ client_ip: '203.0.113.20', request_verb: 'GET', elb_status_code: '200' });
    expect(record).not.toHaveProperty('target_group_arn');
  });

  it('of older and newer balancers is read too', () => {
    const short = ACCESS.slice(0, ACCESS.indexOf(' "shop.example.com"'));
    expect(readAlbAccess(short)).toMatchObject({ trace_id: 'Root=1-65a0-0' });
    const long = `${ACCESS} "-" "/b" TransformSuccess 192.0.2.1 something new`;
    expect(readAlbAccess(long)).toMatchObject({ transformed_uri: '/b', ip_address: '192.0.2.1' });
  });

  it('of a request that never came to a target, and of IPv6 clients', () => {
    const entry = ACCESS.replace('203.0.113.20:50412 10.0.1.12:8080', '[2001:db8::7]:50412 -').replace(
      /"GET [^"]*"/,
      '"- http://192.0.2.1:80- -"',
    );
    expect(readAlbAccess(entry)).toMatchObject({
      client_ip: '2001:db8::7',
      target_ip: '-',
      target_port: '-',
      request_verb: '-',
      request_url: 'http://192.0.2.1:80-',
      request_proto: '-',
    });
  });

  it.each([
    ['of another type', ACCESS.replace('https', 'tls')],
    ['with another time', ACCESS.replace('2026-01-10T12:00:00.123456Z', '10/Jan/2026:12:00:00')],
    ['of a Classic Load Balancer', ACCESS.slice('https '.length)],
    ['cut off', ACCESS.slice(0, 120)],
    ['empty', ''],
  ])('%s is none', (_, line) => expect(readAlbAccess(line)).toBeUndefined());
});

describe('a load balancer’s connection log entry', () => {
  const OPENED =
    '2026-01-10T12:00:00.123456Z 203.0.113.20 50412 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 "CN=client.example.com,O=Example" NotBefore=2025-01-01T00:00:00Z;NotAfter=2027-01-01T00:00:00Z FEF257372D5C14D4 Success TID_1234';

  it('is read with spaces inside of its values, with and without the later fields', () => {
    const expected = {
      client_ip: '203.0.113.20',
      listener_port: '443',
      leaf_client_cert_subject: 'CN=client.example.com,O=Example',
      tls_verify_status: 'Success',
    };
    expect(readAlbConnection(OPENED)).toMatchObject({ ...expected, conn_trace_id: 'TID_1234' });
    expect(readAlbConnection(OPENED.slice(0, -' TID_1234'.length))).toMatchObject(expected);
  });

  it.each([
    ['without ports', OPENED.replace('50412 443', '- -')],
    ['with impossible ones', OPENED.replace('50412', '99999')],
    ['cut off', OPENED.slice(0, 60)],
    ['that is a time alone', OPENED.slice(0, 27)],
  ])('%s is none', (_, line) => expect(readAlbConnection(line)).toBeUndefined());
});
