import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCountries } from './country.ts';

const bytes = readFileSync(join(import.meta.dirname, 'countries.bin'));
const countries = openCountries(bytes);

describe('the country of an address', () => {
  it.each([
    ['8.8.8.8', 'US'],
    ['3.120.0.1', 'DE'],
    ['200.160.2.3', 'BR'],
    ['77.88.8.8', 'RU'],
    ['1.0.0.0', 'AU'],
    ['2a02:6b8::1', 'RU'],
    ['2001:4860:4860::8888', 'US'],
    ['::ffff:200.160.2.3', 'BR'],
  ])('%s is of %s', (address, country) => {
    expect(countries.placeOf(address)).toMatchObject({ country, private: false });
  });

  it.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.7.7',
    '100.64.3.2',
    '127.0.0.1',
    '169.254.169.254',
    'fd00::1',
    'fe80::1',
    '::1',
  ])('%s is private and of no country', (address) => {
    expect(countries.placeOf(address)).toEqual({ private: true, network: 'private' });
  });

  it.each(['172.32.0.1', '100.128.0.1', '192.169.0.1', '11.0.0.1'])('%s lies beside a private network', (address) => {
    expect(countries.placeOf(address)?.private).toBe(false);
  });

  it.each(['203.0.113.9', '198.51.100.1', '0.0.0.1', '239.1.1.1', '255.255.255.255', '2001:db8::7', '4000::1'])(
    '%s is reserved and of no country',
    (address) => {
      expect(countries.placeOf(address)).toMatchObject({ private: false });
      expect(countries.placeOf(address)).not.toHaveProperty('country');
    },
  );

  it.each(['', 'cloudformation.amazonaws.com', '8.8.8', '8.8.8.8.8', '08.8.8.8', 'AWS Internal', '1::2::3'])(
    '%j is no address',
    (text) => {
      expect(countries.placeOf(text)).toBeUndefined();
    },
  );

  it('networks are /24 and /48', () => {
    expect(countries.placeOf('200.160.2.3')?.network).toBe('200.160.2.0/24');
    expect(countries.placeOf('2a02:6b8:c0e:1::1')?.network).toBe('2a02:6b8:c0e::/48');
  });

  it('the data says its day', () => {
    expect(countries.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it('takes at most 1.6 MB of a Worker, 600 KB of an upload', () => {
    expect(bytes.byteLength).toBeLessThan(1_600_000);
    expect(gzipSync(bytes).byteLength).toBeLessThan(600_000);
  });

  it('refuses a file of something else', () => {
    expect(() => openCountries(new Uint8Array(100))).toThrow('generate-countries');
  });
});
