/** An address as its bits, text of 0 and 1: 32 or 128 of them. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: string;
}

const bitsOf = (value: number, width: number): string => value.toString(2).padStart(width, '0');

function parseV4(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = '';
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits += bitsOf(Number(part), 8);
  }
  return bits;
}

function groupsOf(text: string): string[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  if (last.includes('.')) {
    const v4 = parseV4(last);
    if (v4 === undefined) return undefined;
    groups.splice(
      -1,
      1,
      Number.parseInt(v4.slice(0, 16), 2).toString(16),
      Number.parseInt(v4.slice(16), 2).toString(16),
    );
  }
  return groups.every((g) => /^[0-9a-f]{1,4}$/i.test(g)) ? groups : undefined;
}

function parseV6(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
    .map((g) => bitsOf(Number.parseInt(g, 16), 16))
    .join('');
}

/** IPv4 or IPv6 (RFC 4291 §2.2) text as bits; an IPv4-mapped IPv6 address is its IPv4 one. Undefined if it is neither. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  const v4 = parseV4(text);
  if (v4 !== undefined) return { family: 4, bits: v4 };
  if (!text.includes(':')) return undefined;
  const v6 = parseV6(text);
  if (v6 === undefined) return undefined;
  const mapped = `${'0'.repeat(80)}${'1'.repeat(16)}`;
  return v6.startsWith(mapped) ? { family: 4, bits: v6.slice(96) } : { family: 6, bits: v6 };
}

/** A network by the leading bits that its addresses share, text of 0 and 1. */
export interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
  readonly prefix: string;
}

/** An address as a network of itself alone. */
export function parseHost(text: string): Network | undefined {
  const address = parseAddress(text);
  return address && { family: address.family, bits: address.bits.length, prefix: address.bits };
}

/** Bits that an IPv4-mapped IPv6 network counts before those of its IPv4 one. */
const MAPPED_BITS = 96;

/**
 * A network in CIDR notation (RFC 4632); bits past its length are ignored. Undefined if it is none, and for length 0:
 * a list that names the whole internet is a mistake that would flag every event.
 */
export function parseCidr(text: string): Network | undefined {
  const match = /^([0-9a-fA-F:.]{2,45})\/([0-9]{1,3})$/.exec(text);
  const address = match && parseAddress(match[1]!);
  if (!address) return undefined;
  const isMapped = address.family === 4 && match[1]!.includes(':');
  const bits = Number(match[2]) - (isMapped ? MAPPED_BITS : 0);
  if (bits < 1 || bits > address.bits.length) return undefined;
  return { family: address.family, bits, prefix: address.bits.slice(0, bits) };
}
