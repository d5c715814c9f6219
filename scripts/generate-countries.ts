/**
 * Writes src/detect/enrich/countries.bin: which country an address was given out to, IPv4 to the address and IPv6 to the /48.
 * Run by hand when the data is to be renewed (`node scripts/generate-countries.ts [folder]`); the file is kept in the
 * repository, so that nobody else fetches ten megabytes for it. Without a folder with the two CSV files (first,last,country,
 * as numbers) the package below is fetched with `npm pack`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNTRIES_HEADER_BYTES, COUNTRIES_MAGIC, NO_COUNTRY } from '../src/detect/enrich/country.ts';
import { ROOT } from './bundle.ts';

/** Data of the regional internet registries, put together by ip-location-db; the version names the day. */
const PACKAGE = '@ip-location-db/geo-whois-asn-country';
const VERSION = '2.3.2026061719';
export const COUNTRIES_FILE = join(ROOT, 'src/detect/enrich/countries.bin');

interface Packed {
  readonly count: number;
  readonly deltas: Buffer;
  readonly countries: Buffer;
}

/** Neighbouring ranges of one country become one; gaps are nobody's. Where two countries share a unit the first has it. */
function pack(csv: string, shift: bigint, numberOf: (country: string) => number): Packed {
  const starts: bigint[] = [];
  const countries: number[] = [];
  const begin = (start: bigint, country: number): void => {
    if (countries.at(-1) === country) return;
    starts.push(start);
    countries.push(country);
  };
  let next = 0n;
  for (const line of csv.split('\n')) {
    if (line === '') continue;
    const [first, last, code] = line.trim().split(',');
    let start = BigInt(first!) >> shift;
    const end = BigInt(last!) >> shift;
    if (start < next) start = next;
    if (end < start) continue;
    if (start > next) begin(next, NO_COUNTRY);
    begin(start, /^[A-Z]{2}$/.test(code!) ? numberOf(code!) : NO_COUNTRY);
    next = end + 1n;
  }
  begin(next, NO_COUNTRY);
  const deltas: number[] = [];
  let previous = 0n;
  for (const start of starts) {
    let delta = start - previous;
    previous = start;
    for (; delta >= 128n; delta >>= 7n) deltas.push(Number(delta & 127n) | 128);
    deltas.push(Number(delta));
  }
  return { count: starts.length, deltas: Buffer.from(deltas), countries: Buffer.from(countries) };
}

function fetched(): string {
  const dir = mkdtempSync(join(tmpdir(), 'vedette-countries-'));
  execFileSync('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], { cwd: dir });
  execFileSync('tar', ['xzf', readdirSync(dir).find((f) => f.endsWith('.tgz'))!], { cwd: dir });
  return dir;
}

const given = process.argv[2];
const dir = given ?? join(fetched(), 'package');
const csv = (family: string) => readFileSync(join(dir, `geo-whois-asn-country-${family}-num.csv`), 'utf8');
const codes = [''];
const numbers = new Map<string, number>();
const numberOf = (country: string): number => {
  let n = numbers.get(country);
  if (n === undefined) {
    n = codes.length;
    codes.push(country);
    numbers.set(country, n);
  }
  return n;
};
const v4 = pack(csv('ipv4'), 0n, numberOf);
const v6 = pack(csv('ipv6'), 80n, numberOf);
if (codes.length > 256) throw new Error(`${codes.length} countries do not fit a byte`);
const day = /(\d{4})(\d{2})(\d{2})\d{2}$/.exec(VERSION)!;
const header = Buffer.alloc(COUNTRIES_HEADER_BYTES);
header.write(COUNTRIES_MAGIC, 0, 'latin1');
[codes.length, v4.count, v4.deltas.length, v6.count, v6.deltas.length].forEach((n, i) =>
  header.writeUInt32LE(n, 8 + i * 4),
);
header.write(`${day[1]}-${day[2]}-${day[3]}`, 28, 'latin1');
const names = Buffer.from(codes.map((c) => (c === '' ? '\0\0' : c)).join(''), 'latin1');
const out = Buffer.concat([header, names, v4.deltas, v4.countries, v6.deltas, v6.countries]);
writeFileSync(COUNTRIES_FILE, out);
if (given === undefined) rmSync(join(dir, '..'), { recursive: true });
console.log(`${v4.count} IPv4 and ${v6.count} IPv6 ranges, ${codes.length - 1} countries, ${out.length} bytes`);
