/** Networks that are nobody's in particular (RFC 6890): private, shared by a carrier's customers, loopback, link-local, multicast. */
const SHARED_V4: readonly (readonly [network: readonly number[], bits: number])[] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[224, 0, 0, 0], 3],
];

const valueOf = (octets: readonly number[]): number => octets.reduce((sum, octet) => sum * 256 + octet, 0);

const isIn = (octets: readonly number[], [network, bits]: (typeof SHARED_V4)[number]): boolean =>
  Math.floor(valueOf(octets) / 2 ** (32 - bits)) === Math.floor(valueOf(network) / 2 ** (32 - bits));

function isBlockableV4(text: string): boolean {
  if (!/^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/.test(text)) return false;
  const octets = text.split('.').map(Number);
  return octets.every((o) => o <= 255) && !SHARED_V4.some((network) => isIn(octets, network));
}

/**
 * Whether a text is an address on the public internet, which can be blocked without blocking ourselves: an IPv4 address
 * outside the special networks, or a global unicast IPv6 address (2000::/3, RFC 4291 §2.4). A service's name
 * (`ec2.amazonaws.com`, as CloudTrail writes for calls by AWS itself) is none. Pure.
 */
export function isBlockable(text: string): boolean {
  if (isBlockableV4(text)) return true;
  if (!/^[23][0-9a-f]{3}:[0-9a-f:]{1,34}$/i.test(text)) return false;
  const halves = text.split('::');
  const groups = text.split(':').filter((g) => g !== '');
  return (
    groups.every((g) => g.length <= 4) &&
    (halves.length === 2 ? groups.length < 8 : halves.length === 1 && groups.length === 8) &&
    !/:::|:$/.test(text.replace(/::$/, ''))
  );
}
