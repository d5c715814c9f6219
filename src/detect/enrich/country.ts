import { readAddress } from '../intel/address.ts';

/** What an address says of where an event came from. */
export interface Place {
  /** ISO 3166-1 alpha-2; absent for private and reserved addresses and for those that the data does not know */
  readonly country?: string;
  /** Of a network that the internet does not route: RFC 1918, RFC 6598, RFC 4193, loopback and link-local */
  readonly private: boolean;
  /** The /24 (IPv4) or /48 (IPv6) that it is in, as text; `private` for a private one */
  readonly network: string;
}

export interface Countries {
  /** Day of the data, `2026-06-17` */
  readonly date: string;
  /** Undefined if the text is no address. */
  placeOf(address: string): Place | undefined;
}

/** The file that `scripts/generate-countries.ts` writes: this text, five numbers (u32, little-endian), the day, then the tables. */
export const COUNTRIES_MAGIC = 'VDTGEO01';
export const COUNTRIES_HEADER_BYTES = 8 + 5 * 4 + 10;
/** Country number of ranges that are nobody's. */
export const NO_COUNTRY = 0;

interface Table {
  /** First /48 (or address) of each range: its upper 32 bits, or the whole IPv4 address */
  readonly starts: Uint32Array;
  /** The next 16 bits, for IPv6 */
  readonly rest: Uint16Array | undefined;
  readonly country: Uint8Array;
}

/** [network, leading bits] that no country has: RFC 6890 and its successors. */
const PRIVATE_V4: readonly (readonly [number, number])[] = [
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0a80000, 16],
];
const RESERVED_V4: readonly (readonly [number, number])[] = [
  [0x00000000, 8],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 3],
];
const within = (address: number, list: readonly (readonly [number, number])[]): boolean =>
  list.some(([network, bits]) => address >>> (32 - bits) === network >>> (32 - bits));

/** fc00::/7, fe80::/10, ::1 */
const isPrivateV6 = (w: Uint32Array): boolean =>
  w[0]! >>> 25 === 0xfc >>> 1 ||
  w[0]! >>> 22 === 0xfe80 >>> 6 ||
  (w[0] === 0 && w[1] === 0 && w[2] === 0 && w[3] === 1);
/** Only 2000::/3 is given out; 2001:db8::/32 is for documents (RFC 3849). */
const isReservedV6 = (w: Uint32Array): boolean => w[0]! >>> 29 !== 1 || w[0] === 0x20010db8;

/**
 * Opens the packed table. Reading it costs some ten milliseconds, so it is done at the first address. Throws if the bytes are
 * not such a file.
 */
export function openCountries(bytes: Uint8Array): Countries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (bytes.byteLength < COUNTRIES_HEADER_BYTES || text(0, 8) !== COUNTRIES_MAGIC)
    throw new Error('this is no table of countries; write it again with scripts/generate-countries.ts');
  let tables: { readonly v4: Table; readonly v6: Table; readonly codes: readonly string[] } | undefined;
  const words = new Uint32Array(4);
  return {
    date: text(28, 10),
    placeOf(address) {
      const family = readAddress(address, words);
      if (family === 0) return undefined;
      const first = words[0]!;
      const isPrivate = family === 4 ? within(first, PRIVATE_V4) : isPrivateV6(words);
      if (isPrivate) return { private: true, network: 'private' };
      const network = networkText(family, words);
      if (family === 4 ? within(first, RESERVED_V4) : isReservedV6(words)) return { private: false, network };
      tables ??= readTables(bytes, view);
      const table = family === 4 ? tables.v4 : tables.v6;
      const at = rangeOf(table, first, family === 4 ? 0 : words[1]! >>> 16);
      const country = at < 0 ? '' : (tables.codes[table.country[at]!] ?? '');
      return country === '' ? { private: false, network } : { country, private: false, network };
    },
  };
}

function networkText(family: 4 | 6, words: Uint32Array): string {
  const [a = 0, b = 0] = words;
  if (family === 4) return `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.0/24`;
  return `${(a >>> 16).toString(16)}:${(a & 0xffff).toString(16)}:${(b >>> 16).toString(16)}::/48`;
}

/** The last range that begins at or before an address; -1 if none does. */
function rangeOf(table: Table, high: number, low: number): number {
  const { starts, rest } = table;
  let below = -1;
  let above = starts.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    const start = starts[middle]!;
    if (start < high || (start === high && (rest === undefined || rest[middle]! <= low))) below = middle;
    else above = middle;
  }
  return below;
}

function readTables(bytes: Uint8Array, view: DataView) {
  const [codeCount, v4Count, v4Bytes, v6Count, v6Bytes] = [8, 12, 16, 20, 24].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  let at = COUNTRIES_HEADER_BYTES;
  const codes = Array.from({ length: codeCount }, (_, i) =>
    i === NO_COUNTRY ? '' : String.fromCharCode(bytes[at + i * 2]!, bytes[at + i * 2 + 1]!),
  );
  at += codeCount * 2;
  const read = (count: number, length: number, wide: boolean): Table => {
    const starts = new Uint32Array(count);
    const rest = wide ? new Uint16Array(count) : undefined;
    let start = 0;
    let from = at;
    for (let i = 0; i < count; i++) {
      // Distances of 48 bits do not fit bitwise operators.
      let factor = 1;
      for (;;) {
        const byte = bytes[from++]!;
        start += (byte & 127) * factor;
        if (byte < 128) break;
        factor *= 128;
      }
      starts[i] = wide ? Math.floor(start / 0x10000) : start;
      if (rest !== undefined) rest[i] = start % 0x10000;
    }
    const country = bytes.subarray(at + length, at + length + count);
    at += length + count;
    return { starts, rest, country };
  };
  const v4 = read(v4Count, v4Bytes, false);
  return { v4, v6: read(v6Count, v6Bytes, true), codes };
}
