/** Groups of an IPv6 address, and those that name a network: a subscriber is given a /64 at least (RFC 6177 §2). */
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What an address is counted as: an IPv6 one by its /64, whose addresses one subscriber has all to itself; any other as it
 * is. Takes text that was bounded before; text that is no address answers something that is counted all the same.
 */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).map((g) => g.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
