/** Addresses of one text are at most as long as this: IPv6 with an IPv4 tail. */
const ADDRESS_MAX_CHARS = 45;

/** A full stop, counted from the digit 0 on. */
const DOT = 46 - 48;
const COLON = 58;

/** Reads IPv4 text from a place to the text's end into the first word; false if it is none. Leading zeros make it none: readers differ on them. */
function v4(text: string, from: number, into: Uint32Array): boolean {
  let address = 0;
  // Before a part's first digit it is -1.
  let part = -1;
  let dots = 0;
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i) - 48;
    if (c >= 0 && c <= 9) {
      if (part === 0) return false;
      part = part < 0 ? c : part * 10 + c;
      if (part > 255) return false;
    } else if (c === DOT && part >= 0 && dots < 3) {
      address = (address << 8) | part;
      part = -1;
      dots++;
    } else return false;
  }
  into[0] = (address << 8) | part;
  return dots === 3 && part >= 0;
}

const hexDigit = (c: number): number =>
  c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : c >= 65 && c <= 70 ? c - 55 : -1;

const groups = new Uint16Array(8);
/** An IPv4 address at an IPv6 one's end. */
const tail = new Uint32Array(1);

/** IPv6 text into `groups`; false if it is none. */
function v6(text: string): boolean {
  groups.fill(0);
  let count = 0;
  let gap = -1;
  let i = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    const start = i;
    let value = 0;
    for (let digit; i < text.length && (digit = hexDigit(text.charCodeAt(i))) >= 0; i++) value = value * 16 + digit;
    if (text.charCodeAt(i) - 48 === DOT) {
      if (count > 6 || !v4(text, start, tail)) return false;
      groups[count++] = tail[0]! >>> 16;
      groups[count++] = tail[0]! & 0xffff;
      i = text.length;
      break;
    }
    if (i === start || i - start > 4 || count === 8) return false;
    groups[count++] = value;
    if (i === text.length) break;
    if (text.charCodeAt(i++) !== COLON) return false;
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return false;
      gap = count;
      i++;
    } else if (i === text.length) return false;
  }
  if (gap < 0) return count === 8;
  if (count > 7) return false;
  groups.copyWithin(8 - (count - gap), gap, count);
  groups.fill(0, gap, 8 - (count - gap));
  return true;
}

/**
 * IPv4 or IPv6 (RFC 4291 §2.2) text into the words of an address, the most significant first: one word or four. Returns its
 * family, 0 if it is no address. An IPv4-mapped IPv6 address is its IPv4 one.
 */
export function readAddress(text: string, into: Uint32Array): 0 | 4 | 6 {
  if (text.length > ADDRESS_MAX_CHARS) return 0;
  if (v4(text, 0, into)) return 4;
  if (!v6(text)) return 0;
  for (let i = 0; i < 4; i++) into[i] = (groups[i * 2]! << 16) | groups[i * 2 + 1]!;
  if (into[0] !== 0 || into[1] !== 0 || into[2] !== 0xffff) return 6;
  into[0] = into[3]!;
  return 4;
}

/** Clears the bits of an address past its network's length. */
export function maskAddress(words: Uint32Array, family: 4 | 6, bits: number): void {
  const count = family === 4 ? 1 : 4;
  for (let i = 0; i < count; i++) {
    const kept = Math.min(32, Math.max(0, bits - i * 32));
    words[i] = kept === 0 ? 0 : words[i]! & (-1 << (32 - kept));
  }
}

/** Bits that an IPv4-mapped IPv6 network counts before those of its IPv4 one. */
const MAPPED_BITS = 96;

/** A network: its family, and how many leading bits of the words count. */
export interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
}

/**
 * An address (a network of one) or a network in CIDR notation (RFC 4632) into its words; bits past its length are cleared.
 * Undefined if it is none, and for length 0: a list that names the whole internet is a mistake that would flag every event.
 */
export function readNetwork(text: string, into: Uint32Array): Network | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = readAddress(address, into);
  if (family === 0) return undefined;
  const whole = family === 4 ? 32 : 128;
  if (slash < 0) return { family, bits: whole };
  const length = text.slice(slash + 1);
  if (!/^[0-9]{1,3}$/.test(length)) return undefined;
  const bits = Number(length) - (family === 4 && address.includes(':') ? MAPPED_BITS : 0);
  if (bits < 1 || bits > whole) return undefined;
  maskAddress(into, family, bits);
  return { family, bits };
}
