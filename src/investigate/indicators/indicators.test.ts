import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseCidr } from './address.ts';
import { indicatorFinding } from './finding.ts';
import { indicatorSet } from './match.ts';

const lines = (...indicators: object[]): string => indicators.map((i) => JSON.stringify(i)).join('\n');
const NOW = 1_760_000_000_000;

describe('matching indicators', () => {
  it.each([
    ['ip', '203.0.113.7', { type: 'ip', value: '203.0.113.7' }],
    ['ip', '203.0.113.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['ip', '2001:db8::7', { type: 'cidr', value: '2001:db8::/32' }],
    ['ip', '::ffff:203.0.113.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['ip', '2001:DB8:0:0::7', { type: 'ip', value: '2001:db8::7' }],
    ['ip', '::ffff:203.0.113.7', { type: 'ip', value: '203.0.113.7' }],
    ['ip', '203.0.113.7', { type: 'cidr', value: '::ffff:203.0.113.0/120' }],
    ['ip', '203.0.113.7', { type: 'cidr', value: '203.0.113.99/24' }],
    ['domain', 'a.b.Evil.example', { type: 'domain', value: 'evil.example' }],
    ['domain', 'evil.example.', { type: 'domain', value: '*.evil.example' }],
    ['domain', `${'a.'.repeat(100)}evil.example`, { type: 'domain', value: 'Evil.example.' }],
    ['hash', 'ABCDEF', { type: 'hash', value: 'abcdef' }],
    ['access_key', 'AKIAEXAMPLE', { type: 'access_key', value: 'AKIAEXAMPLE' }],
  ] as const)('%s %s is found', (type, value, indicator) => {
    expect(indicatorSet(lines(indicator)).match({ type, value }, NOW)).toMatchObject(indicator);
  });

  it.each([
    ['ip', '203.0.114.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['domain', 'notevil.example', { type: 'domain', value: 'evil.example' }],
    ['domain', 'evil.example.org', { type: 'domain', value: 'evil.example' }],
    ['domain', 'example', { type: 'domain', value: 'evil.example' }],
    ['hash', '203.0.113.7', { type: 'ip', value: '203.0.113.7' }],
    ['ip', 'AWS Internal', { type: 'cidr', value: '128.0.0.0/1' }],
    ['ip', '2001:db9::7', { type: 'cidr', value: '2001:db8::/32' }],
    ['access_key', 'akiaexample', { type: 'access_key', value: 'AKIAEXAMPLE' }],
    ['ip', '203.0.113.7', { type: 'ip', value: '203.0.113.7', expiresAt: NOW - 1 }],
  ] as const)('%s %s is not', (type, value, indicator) => {
    expect(indicatorSet(lines(indicator)).match({ type, value }, NOW)).toBeUndefined();
  });

  it('bad lines are counted and lose no other', () => {
    const bad = [
      'nonsense',
      'null',
      '{"type":"ip","value":""}',
      '{"type":"ip","value":"300.1.1.1"}',
      '{"type":"cidr","value":"300.1.1.1/8"}',
      '{"type":"cidr","value":"10.0.0.0/33"}',
      '{"type":"cidr","value":"0.0.0.0/0"}',
      '{"type":"planet","value":"x"}',
    ];
    const set = indicatorSet(`\r\n${[...bad, '{"type":"ip","value":"192.0.2.1"}'].join('\r\n')}\n\n`);
    expect(set).toMatchObject({ size: 1, bad: bad.length });
    expect(set.match({ type: 'ip', value: '192.0.2.1' }, NOW)).toBeDefined();
  });

  it('the narrowest network speaks, and one that expired does not silence a wider one', () => {
    const wide = { type: 'cidr', value: '203.0.0.0/16', source: 'wide' };
    const narrow = { type: 'cidr', value: '203.0.113.0/24', source: 'narrow', expiresAt: NOW };
    for (const list of [lines(wide, narrow), lines(narrow, wide)]) {
      const set = indicatorSet(list);
      expect(set.match({ type: 'ip', value: '203.0.113.7' }, NOW - 1)).toMatchObject({ source: 'narrow' });
      expect(set.match({ type: 'ip', value: '203.0.113.7' }, NOW)).toMatchObject({ source: 'wide' });
    }
  });

  it('of two lines for one value the one that lasts longer counts', () => {
    const [old, lasting] = [{ expiresAt: NOW - 1 }, { expiresAt: NOW + 1 }].map((more) => ({
      type: 'hash',
      value: 'abc',
      ...more,
    })) as [object, object];
    for (const list of [lines(old, lasting), lines(lasting, old)])
      expect(indicatorSet(list).match({ type: 'hash', value: 'abc' }, NOW)).toBeDefined();
  });

  it('every address is in its own networks, and parsing never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 128 }), (address, length) => {
        const { family, bits } = parseAddress(address)!;
        const isMapped = family === 4 && address.includes(':');
        const cidr = parseCidr(`${address}/${Math.min(length, bits.length) + (isMapped ? 96 : 0)}`)!;
        expect(cidr.family).toBe(family);
        expect(bits.startsWith(cidr.prefix)).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void [parseAddress(text), parseCidr(text)]));
  });

  it('the same event and indicator make the same finding', () => {
    const seen = {
      type: 'ip' as const,
      value: '192.0.2.1',
      delivery: 'dlv_1',
      eventId: 'e1',
      source: 'aws.cloudtrail',
      time: NOW,
      acceptedAt: NOW,
      foreignAccount: false,
    };
    const indicator = { type: 'ip' as const, value: '192.0.2.1', level: 'high' as const, source: 'list' };
    expect(indicatorFinding('org_a', seen, indicator, NOW).id).toBe(
      indicatorFinding('org_a', seen, indicator, NOW + 5).id,
    );
  });
});
