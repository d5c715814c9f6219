/** An address or a block of them. */
export interface Cidr {
  readonly version: 4 | 6;
  /** The lowest address, as a number */
  readonly base: bigint;
  /** Length of the network's prefix */
  readonly bits: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/** Shortest prefixes that an action may block: a customer's network, not a provider's (RFC 6177 for IPv6). */
const WIDEST_BITS = { 4: 24, 6: 48 } as const;

function baseV4(text: string): bigint | undefined {
  if (!/^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  return octets.every((o) => o <= 255) ? octets.reduce((sum, o) => sum * 256n + BigInt(o), 0n) : undefined;
}

/** RFC 4291 §2.2, without the form that ends in an IPv4 address. */
function baseV6(text: string): bigint | undefined {
  if (!/^[0-9a-f:]{2,39}$/i.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((g) => /^[0-9a-f]{1,4}$/i.test(g))) return undefined;
  return groups.reduce((sum, g) => sum * 65_536n + BigInt(`0x${g}`), 0n);
}

const networkOf = (base: bigint, version: 4 | 6, bits: number): bigint => {
  const host = BigInt(WIDTH[version] - bits);
  return (base >> host) << host;
};

/** A block in any spelling, `a` being `a/32` or `a/128`; undefined if it is none, or has bits set outside its prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([0-9a-f.:]{2,39})(?:\/(0|[1-9][0-9]{0,2}))?$/i.exec(text);
  if (!match) return undefined;
  const version = match[1]!.includes(':') ? 6 : 4;
  const base = version === 4 ? baseV4(match[1]!) : baseV6(match[1]!);
  const bits = match[2] === undefined ? WIDTH[version] : Number(match[2]);
  if (base === undefined || bits > WIDTH[version] || networkOf(base, version, bits) !== base) return undefined;
  return { version, base, bits };
}

const groupsOf = (base: bigint): bigint[] =>
  Array.from({ length: 8 }, (_, i) => (base >> BigInt(112 - 16 * i)) & 0xffffn);

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two zeros or more as `::`. */
function compressed(base: bigint): string {
  const groups = groupsOf(base).map((g) => g.toString(16));
  let [from, length] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === '0') end++;
    if (end - start > length) [from, length] = [start, end - start];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
}

/** The one spelling that an address is locked and kept under. */
export function formatCidr(c: Cidr): string {
  const address =
    c.version === 6
      ? compressed(c.base)
      : [24n, 16n, 8n, 0n].map((shift) => String((c.base >> shift) & 0xffn)).join('.');
  return `${address}/${c.bits}`;
}

/** Eight groups of four digits, as AWS WAF's reference writes IPv6; IPv4 as ever. */
export const formatLong = (c: Cidr): string =>
  c.version === 4
    ? formatCidr(c)
    : `${groupsOf(c.base)
        .map((g) => g.toString(16).padStart(4, '0'))
        .join(':')}/${c.bits}`;

export const sameCidr = (a: Cidr | undefined, b: Cidr | undefined): boolean =>
  a !== undefined && b !== undefined && a.version === b.version && a.bits === b.bits && a.base === b.base;

/** Whether every address of `inner` is in `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.version === inner.version &&
  outer.bits <= inner.bits &&
  networkOf(inner.base, inner.version, outer.bits) === outer.base;

export const overlaps = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);

/** Nobody's in particular (RFC 6890): this network, private, carriers', loopback, link-local, IETF, benchmarks, multicast and up. */
const SHARED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
].map((text) => parseCidr(text)!);

/** Global unicast addresses (RFC 4291 §2.4): all else in IPv6 is loopback, link-local, private, multicast or mapped IPv4. */
const GLOBAL_V6 = parseCidr('2000::/3')!;

/**
 * Why a block may not be blocked; undefined if it may. Wide blocks belong to many (a provider, a mobile network);
 * shared ones are our own side of the network: health checks, VPC neighbours, instance metadata, the resolver.
 */
export function refusalOf(c: Cidr): string | undefined {
  if (c.bits < WIDEST_BITS[c.version]) return `wider than /${WIDEST_BITS[c.version]}: that would cut off many others`;
  if (c.version === 6) return contains(GLOBAL_V6, c) ? undefined : 'not on the public internet';
  return SHARED.some((s) => overlaps(s, c)) ? 'not on the public internet' : undefined;
}

/** The canonical text of an address or block that may be blocked; undefined for everything else. */
export function blockable(text: string): string | undefined {
  const c = parseCidr(text);
  return c === undefined || refusalOf(c) !== undefined ? undefined : formatCidr(c);
}
