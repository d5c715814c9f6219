import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Indicator } from '../../contracts/agents.ts';
import type { Observable } from '../../contracts/delivery.ts';
import { ok } from '../../kit/result.ts';
import { PackedSetBuilder, packSet, type Salt } from './build.ts';
import { exactIndicator, exactLine } from './exact.ts';
import { fingerprintText, HEADER_WORDS, shardOf } from './format.ts';
import { keyOf } from './key.ts';
import { openSet, type PackedSet } from './packed-set.ts';

const NOW = 1_760_000_000_000;
const SALT: Salt = [0x1234567, -77];
type Seen = Pick<Observable, 'type' | 'value'>;

function opened(bytes: Uint8Array): PackedSet {
  const set = openSet(bytes);
  if (!set.ok) throw new Error(set.error);
  return set.value;
}

/** A list as the hunter holds it: its set and its shards. */
function listOf(...given: readonly object[]) {
  const builder = new PackedSetBuilder(SALT);
  const shards = new Map<number, string>();
  for (const one of given) {
    const indicator = Indicator.parse(one);
    const added = builder.add(indicator);
    if (!added.ok) continue;
    const { hi, lo } = added.value;
    shards.set(shardOf(hi), (shards.get(shardOf(hi)) ?? '') + exactLine(fingerprintText(hi, lo), indicator));
  }
  const set = opened(builder.finish());
  return {
    set,
    match: (seen: Seen, now = NOW): Indicator | undefined => {
      for (const hit of set.hits(seen.type, seen.value)) {
        const found = exactIndicator(shards.get(hit.shard) ?? '', hit, () => {});
        if (found !== undefined && (found.expiresAt ?? Infinity) > now) return found;
      }
      return undefined;
    },
  };
}

describe('matching an observable', () => {
  it.each([
    ['ip', '203.0.113.7', { type: 'ip', value: '203.0.113.7' }],
    ['ip', '203.0.113.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['ip', '2001:db8::7', { type: 'cidr', value: '2001:db8::/32' }],
    ['ip', '2001:db8::7', { type: 'cidr', value: '2001:db8::/33' }],
    ['ip', '255.255.255.255', { type: 'cidr', value: '128.0.0.0/1' }],
    ['ip', 'ffff::1', { type: 'cidr', value: '8000::/1' }],
    ['ip', '::ffff:203.0.113.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['ip', '::FFFF:cb00:7107', { type: 'cidr', value: '203.0.113.0/24' }],
    ['ip', '2001:DB8:0:0::7', { type: 'ip', value: '2001:db8::7' }],
    ['ip', '64:ff9b::203.0.113.7', { type: 'ip', value: '64:ff9b::cb00:7107' }],
    ['ip', '::ffff:203.0.113.7', { type: 'ip', value: '203.0.113.7' }],
    ['ip', '203.0.113.7', { type: 'ip', value: '::ffff:203.0.113.7' }],
    ['ip', '203.0.113.7', { type: 'cidr', value: '::ffff:203.0.113.0/120' }],
    ['ip', '203.0.113.7', { type: 'cidr', value: '203.0.113.99/24' }],
    ['domain', 'a.b.Evil.example', { type: 'domain', value: 'evil.example' }],
    ['domain', 'evil.example.', { type: 'domain', value: '*.evil.example' }],
    ['domain', 'böse.example', { type: 'domain', value: 'xn--bse-sna.example' }],
    ['domain', 'www.xn--bse-sna.example', { type: 'domain', value: 'BÖSE.example' }],
    ['domain', `${'a.'.repeat(100)}evil.example`, { type: 'domain', value: 'Evil.example.' }],
    ['hash', 'ABCDEF', { type: 'hash', value: 'abcdef' }],
    ['access_key', 'AKIAEXAMPLE', { type: 'access_key', value: 'AKIAEXAMPLE' }],
    ['user_agent', 'évil/1.0', { type: 'user_agent', value: 'évil/1.0' }],
    ['url', 'HTTPS://Evil.example:443/Path?q=1#top', { type: 'url', value: 'https://evil.example/Path?q=1' }],
    ['url', 'https://evil.example', { type: 'url', value: 'https://EVIL.example/' }],
  ] as const)('%s %s is found', (type, value, indicator) => {
    const list = listOf(indicator);
    expect(list.set.sees(type, value)).toBe(true);
    expect(list.match({ type, value })).toMatchObject(indicator);
  });

  it.each([
    ['ip', '203.0.114.7', { type: 'cidr', value: '203.0.113.0/24' }],
    ['ip', '203.0.113.07', { type: 'ip', value: '203.0.113.7' }],
    ['ip', '0.0.113.7', { type: 'ip', value: '::113.7' }],
    ['domain', 'notevil.example', { type: 'domain', value: 'evil.example' }],
    ['domain', 'evil.example.org', { type: 'domain', value: 'evil.example' }],
    ['domain', 'example', { type: 'domain', value: 'evil.example' }],
    ['domain', '', { type: 'domain', value: 'evil.example' }],
    ['hash', '203.0.113.7', { type: 'ip', value: '203.0.113.7' }],
    ['user_agent', 'AKIAEXAMPLE', { type: 'access_key', value: 'AKIAEXAMPLE' }],
    ['user_agent', 'Evil/1.0', { type: 'user_agent', value: 'evil/1.0' }],
    ['ip', 'AWS Internal', { type: 'cidr', value: '128.0.0.0/1' }],
    ['ip', '2001:db9::7', { type: 'cidr', value: '2001:db8::/32' }],
    ['ip', '2001:db8:8000::', { type: 'cidr', value: '2001:db8::/33' }],
    ['access_key', 'akiaexample', { type: 'access_key', value: 'AKIAEXAMPLE' }],
    ['url', 'https://evil.example/path', { type: 'url', value: 'https://evil.example/Path' }],
  ] as const)('%s %s is not', (type, value, indicator) => {
    const list = listOf(indicator, { type: 'ip', value: '192.0.2.200' });
    expect(list.set.sees(type, value)).toBe(false);
    expect(list.match({ type, value })).toBeUndefined();
  });

  it('the narrowest network speaks, and one that expired does not silence a wider one', () => {
    const wide = { type: 'cidr', value: '203.0.0.0/16', source: 'wide' };
    const narrow = { type: 'cidr', value: '203.0.113.0/24', source: 'narrow', expiresAt: NOW };
    for (const list of [listOf(wide, narrow), listOf(narrow, wide)]) {
      expect(list.match({ type: 'ip', value: '203.0.113.7' }, NOW - 1)).toMatchObject({ source: 'narrow' });
      expect(list.match({ type: 'ip', value: '203.0.113.7' }, NOW)).toMatchObject({ source: 'wide' });
    }
  });

  it('of two lines for one value the one that lasts longer counts', () => {
    const old = { type: 'hash', value: 'abc', expiresAt: NOW - 1 };
    const lasting = { type: 'hash', value: 'ABC', expiresAt: NOW + 1 };
    for (const list of [listOf(old, lasting), listOf(lasting, old)]) {
      expect(list.set).toMatchObject({ count: 1, indicators: 2 });
      expect(list.match({ type: 'hash', value: 'abc' })).toBeDefined();
    }
    expect(listOf({ ...old, expiresAt: undefined }, old).match({ type: 'hash', value: 'abc' })).toBeDefined();
  });

  it('a fingerprint that two values share deceives the set and not the exact check', () => {
    const hit = { key: 'hash abc', fingerprint: '0123456789abcdef', shard: 1 };
    const other = Indicator.parse({ type: 'hash', value: 'other' });
    const own = Indicator.parse({ type: 'hash', value: 'abc' });
    let bad = 0;
    const lines = `${exactLine(hit.fingerprint, other)}["${hit.fingerprint}",{"type":"planet"}]\n`;
    expect(exactIndicator(lines, hit, () => bad++)).toBeUndefined();
    expect(exactIndicator(lines + exactLine(hit.fingerprint, own), hit, () => bad++)).toEqual(own);
    expect(bad).toBe(2);
  });

  it('a line that is written into another indicator’s note is not read as one', () => {
    const own = Indicator.parse({ type: 'hash', value: 'abc' });
    const note = exactLine('0123456789abcdef', own).trim();
    const carrier = exactLine('fedcba9876543210', Indicator.parse({ type: 'hash', value: 'x', note }));
    const hit = { key: 'hash abc', fingerprint: '0123456789abcdef', shard: 1 };
    expect(exactIndicator(carrier, hit, () => {})).toBeUndefined();
  });
});

describe('values that are no indicators', () => {
  it.each([
    ['ip', '300.1.1.1'],
    ['ip', '1.2.3'],
    ['ip', '1.2.3.4.5'],
    ['ip', ''],
    ['ip', '10.0.0.0/8'],
    ['ip', '1::2::3'],
    ['ip', ':1:2:3:4:5:6:7'],
    ['ip', '1:2:3:4:5:6:7:'],
    ['ip', '1:2:3:4:5:6:7:8:9'],
    ['ip', '1:2:3:4:5:6:7:8::'],
    ['ip', '12345::'],
    ['ip', 'fe80::1%eth0'],
    ['cidr', '10.0.0.0'],
    ['cidr', '300.1.1.1/8'],
    ['cidr', '10.0.0.0/33'],
    ['cidr', '10.0.0.0/8/8'],
    ['cidr', '2001:db8::/129'],
    ['cidr', '0.0.0.0/0'],
    ['cidr', '::ffff:0.0.0.0/96'],
    ['domain', '*.'],
  ] as const)('%s %s is refused', (type, value) => {
    expect(keyOf({ type, value })).toMatchObject({ ok: false });
  });

  it('everything that addresses can be written as is read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (value) => {
        expect(keyOf({ type: 'ip', value }).ok).toBe(true);
      }),
    );
    expect(keyOf({ type: 'ip', value: '::' })).toEqual(
      ok({ type: 'ip', text: 'ip 6/128/0:0:0:0', network: { family: 6, bits: 128 } }),
    );
  });
});

const arbitraryIndicator = fc.oneof(
  fc.record({ type: fc.constant('ip' as const), value: fc.oneof(fc.ipV4(), fc.ipV6()) }),
  fc
    .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 128 }))
    .map(([address, bits]) => ({ type: 'cidr' as const, value: `${address}/${bits}` })),
  fc.record({ type: fc.constant('domain' as const), value: fc.domain() }),
  fc.record({ type: fc.constant('url' as const), value: fc.webUrl() }),
  fc.record({
    type: fc.constantFrom('hash' as const, 'user_agent' as const, 'access_key' as const),
    value: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  }),
);

describe('the packed set beside an exact map', () => {
  it('misses nothing that is listed, has nothing that is not, and both ways of asking agree', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryIndicator, { maxLength: 60 }),
        fc.array(arbitraryIndicator, { maxLength: 60 }),
        fc.tuple(fc.integer(), fc.integer()),
        (listed, others, salt) => {
          const set = opened(packSet(listed, salt));
          const keys = new Map<string, object>();
          for (const i of listed) {
            const key = keyOf(i);
            if (key.ok) keys.set(key.value.text, i);
          }
          expect(set.count).toBe(keys.size);
          for (const i of [...listed, ...others]) {
            const type = i.type === 'cidr' ? 'ip' : i.type;
            const value = i.type === 'cidr' ? i.value.slice(0, i.value.indexOf('/')) : i.value;
            const hits = set.hits(type, value);
            expect(set.sees(type, value)).toBe(hits.length > 0);
            for (const hit of hits) expect(keys.has(hit.key)).toBe(true);
            const own = keyOf(i);
            if (!own.ok) continue;
            const isListed = keys.has(own.value.text);
            if (type === 'ip') expect(set.has('ip', i.value)).toBe(isListed);
            if (isListed) expect(hits.map((h) => h.key)).toContain(own.value.text);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('any text may be asked for', () => {
    const set = opened(
      packSet(
        [
          { type: 'cidr', value: '::/1' },
          { type: 'domain', value: 'a' },
        ],
        SALT,
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('ip', 'domain', 'hash', 'user_agent', 'access_key', 'url' as const),
        fc.string({ unit: 'binary', maxLength: 3000 }),
        (type, value) => {
          expect(set.sees(type, value)).toBe(set.hits(type, value).length > 0);
        },
      ),
    );
  });

  it('100,000 are all found; their fingerprints are spread as chance would have it', () => {
    const N = 100_000;
    const values = Array.from({ length: N }, (_, i) => `AKIA${i}`);
    const bytes = packSet(
      values.map((value) => ({ type: 'access_key' as const, value })),
      SALT,
    );
    // 8 bytes each, and a gate of 8 to 16 bits each.
    const gateBytes = bytes.byteLength - HEADER_WORDS * 4 - N * 8;
    expect(gateBytes).toBeGreaterThanOrEqual(N);
    expect(gateBytes).toBeLessThan(2 * N);
    const set = opened(bytes);
    expect(values.every((value) => set.sees('access_key', value))).toBe(true);
    expect(values.some((value) => set.sees('access_key', `${value}x`) || set.sees('user_agent', value))).toBe(false);
    const words = new Int32Array(bytes.buffer).subarray(HEADER_WORDS, HEADER_WORDS + 2 * N);
    for (const half of [0, 1]) {
      const buckets = new Float64Array(256);
      for (let i = half; i < words.length; i += 2) buckets[words[i]! >>> 24]!++;
      const expected = N / 256;
      const chi2 = buckets.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: mean 255, deviation 22.6; the input is fixed, so that this is no game of chance.
      expect(chi2).toBeGreaterThan(170);
      expect(chi2).toBeLessThan(340);
    }
  });
});

describe('bytes that come from a store', () => {
  const good = packSet(
    Array.from({ length: 50 }, (_, i) => ({ type: 'ip' as const, value: `192.0.2.${i}` })),
    SALT,
  );

  it('are read in place, at any offset', () => {
    const shifted = new Uint8Array(good.byteLength + 3);
    shifted.set(good, 3);
    expect(opened(shifted.subarray(3)).sees('ip', '192.0.2.49')).toBe(true);
    expect(opened(packSet([], SALT)).sees('ip', '192.0.2.49')).toBe(false);
  });

  it('that are cut, lengthened or changed in one bit anywhere are refused', () => {
    for (const bytes of [new Uint8Array(), good.subarray(0, 60), good.subarray(8), new Uint8Array(4096)])
      expect(openSet(bytes).ok).toBe(false);
    expect(openSet(new Uint8Array([...good, 0, 0, 0, 0, 0, 0, 0, 0])).ok).toBe(false);
    for (let bit = 0; bit < good.byteLength * 8; bit++) {
      const bytes = good.slice();
      bytes[bit >>> 3]! ^= 1 << (bit & 7);
      expect(openSet(bytes).ok).toBe(false);
    }
  });

  it('whatever they are, they are opened or refused, and an open one answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(), (noise, at) => {
        const bytes = good.slice();
        bytes.set(
          noise.subarray(0, bytes.length),
          at % Math.max(1, bytes.length - Math.min(noise.length, bytes.length)),
        );
        const set = openSet(bytes);
        if (set.ok) set.value.sees('ip', '192.0.2.1');
        expect(openSet(noise).ok).toBe(false);
      }),
    );
  });
});
