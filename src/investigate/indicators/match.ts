import { Indicator } from '../../contracts/agents.ts';
import type { Observable } from '../../contracts/delivery.ts';
import { parseAddress, parseCidr, parseHost } from './address.ts';

/** A list made ready: exact values a type, networks by prefix length, domains by suffix. */
export interface IndicatorSet {
  readonly size: number;
  /** Lines that are no indicators. */
  readonly bad: number;
  match(observable: Pick<Observable, 'type' | 'value'>, now: number): Indicator | undefined;
}

/** Names and digests are the same in either case; keys, paths and agents are not. */
const CASELESS: ReadonlySet<string> = new Set(['domain', 'hash']);
const exactKey = (type: string, value: string): string => `${type} ${CASELESS.has(type) ? value.toLowerCase() : value}`;

interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
  /** The network's leading bits as text of 0 and 1. */
  readonly prefixes: Map<string, Indicator>;
}

/** A name is no longer than this (RFC 1035 §2.3.4), a full stop at the end apart: of a longer text only its end can be one. */
const NAME_MAX_CHARS = 254;
/** `*.evil.example` and `evil.example.` are written for `evil.example`, which covers its subdomains anyway. */
const bareDomain = (text: string): string => text.replace(/^\*\./, '').replace(/\.$/, '').toLowerCase();

/** A domain and every parent of it, itself first: `a.b.example` gives `a.b.example`, `b.example`, `example`. */
function* parents(domain: string): Generator<string> {
  let rest = bareDomain(domain.slice(-NAME_MAX_CHARS));
  while (rest !== '') {
    yield rest;
    const dot = rest.indexOf('.');
    if (dot < 0) return;
    rest = rest.slice(dot + 1);
  }
}

/** Of two indicators for one value the one that lasts longer counts, in whichever order they stand. */
function put(into: Map<string, Indicator>, key: string, indicator: Indicator): void {
  const there = into.get(key);
  if (there === undefined || (there.expiresAt ?? Infinity) <= (indicator.expiresAt ?? Infinity))
    into.set(key, indicator);
}

/** A list of indicators (NDJSON) as a matcher. Lines that do not parse are counted, not fatal: one bad line loses no other. */
export function indicatorSet(ndjson: string): IndicatorSet {
  const exact = new Map<string, Indicator>();
  const networks: Network[] = [];
  let bad = 0;
  let size = 0;
  /** An address is a network of one: so it is found however it is written. */
  const addNetwork = (indicator: Indicator): boolean => {
    const parsed = indicator.type === 'ip' ? parseHost(indicator.value) : parseCidr(indicator.value);
    if (parsed === undefined) return false;
    let network = networks.find((n) => n.family === parsed.family && n.bits === parsed.bits);
    if (network === undefined)
      networks.push((network = { family: parsed.family, bits: parsed.bits, prefixes: new Map() }));
    put(network.prefixes, parsed.prefix, indicator);
    return true;
  };
  for (const line of ndjson.split('\n')) {
    if (line.trim() === '') continue;
    const indicator = parseLine(line);
    const isNetwork = indicator?.type === 'ip' || indicator?.type === 'cidr';
    if (indicator === undefined || (isNetwork && !addNetwork(indicator))) {
      bad++;
      continue;
    }
    const { type, value } = indicator;
    if (!isNetwork) put(exact, exactKey(type, type === 'domain' ? bareDomain(value) : value), indicator);
    size++;
  }
  // The narrowest network speaks first, in whichever order the list names them.
  networks.sort((a, b) => b.bits - a.bits);
  const live = (i: Indicator | undefined, now: number): Indicator | undefined =>
    i?.expiresAt !== undefined && i.expiresAt <= now ? undefined : i;
  return {
    size,
    bad,
    match({ type, value }, now) {
      if (type === 'domain') {
        for (const name of parents(value)) {
          const hit = live(exact.get(exactKey('domain', name)), now);
          if (hit !== undefined) return hit;
        }
        return undefined;
      }
      if (type !== 'ip') return live(exact.get(exactKey(type, value)), now);
      const address = networks.length === 0 ? undefined : parseAddress(value);
      if (address === undefined) return undefined;
      for (const n of networks) {
        if (n.family !== address.family) continue;
        const found = live(n.prefixes.get(address.bits.slice(0, n.bits)), now);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function parseLine(line: string): Indicator | undefined {
  try {
    const parsed = Indicator.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
