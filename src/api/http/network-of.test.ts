import { describe, expect, it } from 'vitest';
import { networkOf } from './network-of.ts';

describe('what an address is counted as', () => {
  it('is itself where it is IPv4, alone or in an IPv6 coat', () => {
    for (const address of ['192.0.2.7', '::ffff:192.0.2.7', 'local', '']) expect(networkOf(address)).toBe(address);
  });
  it('is the /64 of an IPv6 address, however it is written', () => {
    for (const address of ['2001:db8:0:1::', '2001:db8::1:2:3:4:5', '2001:DB8:0:1::9', '2001:0db8:0000:0001:0:0:0:1'])
      expect(networkOf(address)).toBe('2001:db8:0:1::/64');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('2001:db8:0:2::9')).not.toBe(networkOf('2001:db8:0:1::9'));
  });
  it('is bounded for text that is no address', () => {
    for (const text of [':', '::', ':::::', 'a:'.repeat(32), '0'.repeat(63) + ':'])
      expect(networkOf(text).length).toBeLessThan(80);
  });
});
