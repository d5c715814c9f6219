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
    ['domain', 'a.b.Evil.example', { type: 'domain', value: 'evil.example' }],
    ['hash', 'ABCDEF', { type: 'hash', value: 'abcdef' }],
    ['access_key', 'AKIAEXAMPLE', { type: 'access_key', value: 'AKIAEXAMPLE' }],
  ] as const)('%s %s is found', (type, value, indicator) => {
    expect(indicatorSet(lines(indicator)).match({ type, value }, NOW)).toMatchObject(indicator);
  });

  it.each([
    ['ip', '203.0.114.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['domain', 'notevil.example', { type: 'domain', value: 'evil.example' }],
    ['access_key', 'akiaexample', { type: 'access_key', value: 'AKIAEXAMPLE' }],
    ['ip', '203.0.113.7', { type: 'ip', value: '203.0.113.7', expiresAt: NOW - 1 }],
  ] as const)('%s %s is not', (type, value, indicator) => {
    expect(indicatorSet(lines(indicator)).match({ type, value }, NOW)).toBeUndefined();
  });

  it('bad lines are counted and lose no other', () => {
    const set = indicatorSet(`nonsense\n{"type":"cidr","value":"300.1.1.1/8"}\n{"type":"ip","value":"192.0.2.1"}`);
    expect(set).toMatchObject({ size: 1, bad: 2 });
    expect(set.match({ type: 'ip', value: '192.0.2.1' }, NOW)).toBeDefined();
  });

  it('every address is in its own networks, and parsing never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(128), (address, length) => {
        const bits = parseAddress(address)!;
        const cidr = parseCidr(`${address}/${Math.min(length, bits.bits.length)}`);
        if (cidr?.family === bits.family) expect(bits.bits.startsWith(cidr.prefix)).toBe(true);
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
