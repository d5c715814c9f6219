/** An address as groups of 16 bits, two for IPv4 and eight for IPv6. */
type Groups = readonly number[];

function parseV4(text: string): Groups | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((p) => (/^(0|[1-9]\d{0,2})$/.test(p) ? Number(p) : 256));
  const [a = 256, b = 256, c = 256, d = 256] = bytes;
  return Math.max(a, b, c, d) > 255 ? undefined : [a * 256 + b, c * 256 + d];
}

function parseV6(text: string): Groups | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const read = (half: string): number[] =>
    half === ''
      ? []
      : half.split(':').flatMap((part, i, all) => {
          if (part.includes('.') && i === all.length - 1) return [...(parseV4(part) ?? [Number.NaN])];
          return [/^[0-9a-f]{1,4}$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN];
        });
  const head = read(halves[0]!);
  const tail = halves.length === 2 ? read(halves[1]!) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.some(Number.isNaN) ? undefined : groups;
}

/** Longest textual address: IPv6 with an IPv4 tail. */
const MAX_CHARS = 45;

function parseAddress(text: string): Groups | undefined {
  if (text.length > MAX_CHARS) return undefined;
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

export interface Network {
  readonly groups: Groups;
  readonly bits: number;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address; undefined if it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix, more] = text.split('/');
  const groups = parseAddress(address);
  if (groups === undefined || more !== undefined) return undefined;
  const longest = groups.length * 16;
  if (prefix === undefined) return { groups, bits: longest };
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : longest + 1;
  return bits > longest ? undefined : { groups, bits };
}

/** True if the text is an address of the same family inside the network. */
export function inNetwork(text: string, network: Network): boolean {
  const groups = parseAddress(text);
  if (groups === undefined || groups.length !== network.groups.length) return false;
  let left = network.bits;
  for (let i = 0; i < groups.length && left > 0; i++, left -= 16) {
    const drop = Math.max(0, 16 - left);
    if (groups[i]! >> drop !== network.groups[i]! >> drop) return false;
  }
  return true;
}
