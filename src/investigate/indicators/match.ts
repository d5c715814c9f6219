import { Indicator } from '../../contracts/agents.ts';
import type { Observable } from '../../contracts/delivery.ts';
import { parseAddress, parseCidr } from './address.ts';

/** A list made ready: exact values a type, networks by prefix length, domains by suffix. */
export interface IndicatorSet {
  readonly size: number;
  /** Lines that are no indicators. */
  readonly bad: number;
  match(observable: Pick<Observable, 'type' | 'value'>, now: number): Indicator | undefined;
}

const exactKey = (type: string, value: string): string =>
  `${type} ${type === 'user_agent' || type === 'access_key' || type === 'url' ? value : value.toLowerCase()}`;

interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
  /** The network's leading bits as text of 0 and 1. */
  readonly prefixes: Map<string, Indicator>;
}

/** Every parent of a domain, itself first: `a.b.example` gives `a.b.example`, `b.example`, `example`. */
function* parents(domain: string): Generator<string> {
  let rest = domain.toLowerCase().replace(/\.$/, '');
  for (let labels = 0; rest !== '' && labels < 20; labels++) {
    yield rest;
    const dot = rest.indexOf('.');
    if (dot < 0) return;
    rest = rest.slice(dot + 1);
  }
}

/** A list of indicators (NDJSON) as a matcher. Lines that do not parse are counted, not fatal: one bad line loses no other. */
export function indicatorSet(ndjson: string): IndicatorSet {
  const exact = new Map<string, Indicator>();
  const networks: Network[] = [];
  let bad = 0;
  let size = 0;
  const addNetwork = (indicator: Indicator): boolean => {
    const parsed = parseCidr(indicator.value);
    if (parsed === undefined) return false;
    let network = networks.find((n) => n.family === parsed.family && n.bits === parsed.bits);
    if (network === undefined)
      networks.push((network = { family: parsed.family, bits: parsed.bits, prefixes: new Map() }));
    network.prefixes.set(parsed.prefix, indicator);
    return true;
  };
  for (const line of ndjson.split('\n')) {
    if (line.trim() === '') continue;
    const indicator = parseLine(line);
    if (indicator === undefined || (indicator.type === 'cidr' && !addNetwork(indicator))) {
      bad++;
      continue;
    }
    if (indicator.type !== 'cidr') exact.set(exactKey(indicator.type, indicator.value), indicator);
    size++;
  }
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
      const hit = live(exact.get(exactKey(type, value)), now);
      if (hit !== undefined || type !== 'ip' || networks.length === 0) return hit;
      const address = parseAddress(value);
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
