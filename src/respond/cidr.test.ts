import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CidrParam } from './cidr-param.ts';
import { blockable, contains, formatCidr, formatLong, overlaps, parseCidr, sameCidr } from './cidr.ts';

describe('addresses to block', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['172.32.0.1', '172.32.0.1/32'],
    ['2001:DB8:0:0:0:0:0:7', '2001:db8::7/128'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1/128'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1/128'],
    ['2001:db8::/48', '2001:db8::/48'],
  ])('%s is one, written %s', (text, canonical) => expect(blockable(text)).toBe(canonical));

  it.each([
    ['everything', '0.0.0.0/0'],
    ['all of IPv6', '::/0'],
    ['half of everything', '128.0.0.0/1'],
    ['wider than /24', '203.0.112.0/23'],
    ['wider than /48', '2001:db8::/47'],
    ['private', '10.0.0.1'],
    ['private', '192.168.1.0/24'],
    ['private, last of its block', '172.31.255.255'],
    ['a carrier’s', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['instance metadata', '169.254.169.254'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['no address at all', '0.0.0.0'],
    ['loopback', '::1'],
    ['unspecified', '::'],
    ['link-local', 'fe80::1'],
    ['private', 'fd00:ec2::254'],
    ['IPv4 in disguise', '::ffff:203.0.113.7'],
    ['IPv4 in disguise, in hex', '::ffff:cb00:7107'],
    ['bits outside the prefix', '203.0.113.7/24'],
    ['octets above 255', '203.0.113.256'],
    ['leading zeros', '0203.0.113.7'],
    ['too long a prefix', '203.0.113.7/33'],
    ['too long a prefix', '2001:db8::/129'],
    ['two runs', '2001::db8::1'],
    ['a run of nothing', '2001:db8:1:2:3:4:5::6:7'],
    ['too few groups', '2001:db8:1'],
    ['three colons', '2001:db8:::1'],
    ['a zone', '2001:db8::1%eth0'],
    ['a name', 'ec2.amazonaws.com'],
    ['more after it', '203.0.113.7/32; drop'],
    ['a line end', '203.0.113.7/32\n'],
    ['nothing', ''],
  ])('%s is none: %s', (_, text) => expect(blockable(text)).toBeUndefined());

  it('any spelling of an address comes to the same text, and that text to itself', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const full = parseCidr(groups.map((g) => g.toString(16).toUpperCase()).join(':'))!;
        const short = formatCidr(full);
        expect(sameCidr(parseCidr(short), full)).toBe(true);
        expect(sameCidr(parseCidr(formatLong(full)), full)).toBe(true);
        expect(formatCidr(parseCidr(short)!)).toBe(short);
      }),
    );
  });

  it('whatever may be blocked is a parameter as it stands', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const canonical = blockable(text);
        if (canonical !== undefined) expect(CidrParam.safeParse(canonical).success).toBe(true);
      }),
    );
  });

  it.each(['203.0.113.7', '2001:DB8::7/128', '2001:db8:0:0:0:0:0:7/128', 7, null])(
    'no parameter, for it is not the canonical spelling: %s',
    (text) => expect(CidrParam.safeParse(text).success).toBe(false),
  );

  it('blocks hold each other as numbers do', () => {
    const [wide, narrow, other] = ['203.0.113.0/24', '203.0.113.7/32', '203.0.114.0/24'].map((t) => parseCidr(t)!);
    expect([contains(wide!, narrow!), contains(narrow!, wide!), overlaps(narrow!, wide!)]).toEqual([true, false, true]);
    expect([overlaps(wide!, other!), overlaps(parseCidr('::/0')!, wide!)]).toEqual([false, false]);
  });
});
