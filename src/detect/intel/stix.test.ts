import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Indicator } from '../../contracts/agents.ts';
import { indicatorsOfStix } from './stix.ts';

const bundle = (...objects: object[]): object => ({ type: 'bundle', id: 'bundle--1', objects });
const indicator = (pattern: string, more: object = {}): object => ({
  type: 'indicator',
  spec_version: '2.1',
  id: 'indicator--1',
  pattern,
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
  ...more,
});
function read(...objects: object[]) {
  const result = indicatorsOfStix(bundle(...objects));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
const SHA256 = 'ab'.repeat(32);

describe('a STIX 2.1 bundle', () => {
  it.each([
    ["[ipv4-addr:value = '192.0.2.1']", [['ip', '192.0.2.1']]],
    ["[ipv4-addr:value='192.0.2.0/24']", [['cidr', '192.0.2.0/24']]],
    ["[ ipv6-addr:value = '2001:db8::1' ]", [['ip', '2001:db8::1']]],
    ["[domain-name:value = 'evil.example']", [['domain', 'evil.example']]],
    ["[url:value = 'https://evil.example/it\\'s']", [['url', "https://evil.example/it's"]]],
    [`[file:hashes.'SHA-256' = '${SHA256}']`, [['hash', SHA256]]],
    [
      `[file:hashes.MD5 = 'abcd' OR file:hashes.'SHA-1' = 'ef']`,
      [
        ['hash', 'abcd'],
        ['hash', 'ef'],
      ],
    ],
    [
      "[url:value = 'a'] OR [domain-name:value = 'b']",
      [
        ['url', 'a'],
        ['domain', 'b'],
      ],
    ],
    [
      "[domain-name:value IN ('a.example', 'b.example')]",
      [
        ['domain', 'a.example'],
        ['domain', 'b.example'],
      ],
    ],
    ["[domain-name:value = '] OR [url:value = ']", [['domain', '] OR [url:value = ']]],
  ])('%s names its values', (pattern, values) => {
    const { indicators, skipped } = read(indicator(pattern));
    expect(skipped).toEqual([]);
    expect(indicators.map((i) => [i.type, i.value])).toEqual(values);
    for (const i of indicators) expect(Indicator.safeParse(i).success).toBe(true);
  });

  it.each([
    ["[domain-name:value = 'a' AND url:value = 'b']"],
    ["[domain-name:value = 'a'] FOLLOWEDBY [url:value = 'b']"],
    ["[domain-name:value = 'a'] WITHIN 5 SECONDS"],
    ["[domain-name:value != 'a']"],
    ["[domain-name:value LIKE '%.example']"],
    ["[NOT domain-name:value = 'a']"],
    ["[domain-name:value = 'a' OR process:name = 'b']"],
    ["([domain-name:value = 'a'])"],
    ["[domain-name:value = 'a'"],
    ["[domain-name:value = '']"],
    ["[domain-name:value = 'a']]"],
    [''],
  ])('%s says more than a list can: none of it is taken, and it is told', (pattern) => {
    const { indicators, skipped } = read(indicator(pattern));
    expect(indicators).toEqual([]);
    expect(skipped).toMatchObject([{ id: 'indicator--1' }]);
  });

  it('its name, end and confidence come along; what is revoked or of another language does not', () => {
    const { indicators, skipped } = read(
      indicator("[url:value = 'a']", { name: 'C2', valid_until: '2026-12-01T00:00:00Z', confidence: 85 }),
      indicator("[url:value = 'b']", { revoked: true }),
      indicator('rule x { condition: true }', { pattern_type: 'yara' }),
      indicator("[url:value = 'c']", { valid_until: 'soon' }),
      { type: 'malware', id: 'malware--1' },
    );
    const expiresAt = Date.UTC(2026, 11, 1);
    expect(indicators).toEqual([{ type: 'url', value: 'a', level: 'high', source: 'stix', note: 'C2', expiresAt }]);
    expect(skipped).toHaveLength(3);
  });

  it('that is none is said to be none, and no text whatever throws or takes long', () => {
    for (const value of [null, [], 'x', {}, { type: 'bundle' }, { type: 'report', objects: [] }])
      expect(indicatorsOfStix(value).ok).toBe(false);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void read(indicator(text))));
    const before = performance.now();
    for (const part of ["'", "\\'", "a:b.'", '[', ' ', 'a-', "'a\\"])
      read(indicator(part.repeat(10_000 / part.length)));
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
