import type { Indicator } from '../../contracts/agents.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { readNetwork, type Network } from './address.ts';
import { canonicalText } from './canonical.ts';
import { networkTag, TAG, type ValueType } from './format.ts';
import type { GatesBuilder } from './gate.ts';
import type { HalfSipHash } from './half-sip-hash.ts';

/** What an indicator names, in its canonical form: two that name the same have the same text. */
export interface Key {
  readonly type: ValueType;
  readonly text: string;
  readonly network?: Network;
}

const words = new Uint32Array(4);

/** A network's canonical text: family, length, words. */
export const networkText = (family: 4 | 6, bits: number, from: Uint32Array): string =>
  `ip ${family}/${bits}/${Array.from(from.subarray(0, family === 4 ? 1 : 4), (w) => w.toString(16)).join(':')}`;

/** The key of an indicator, or what is wrong with its value. */
export function keyOf(indicator: Pick<Indicator, 'type' | 'value'>): Result<Key, string> {
  const { type, value } = indicator;
  if (type === 'ip' || type === 'cidr') {
    const hasLength = value.includes('/');
    const network = hasLength === (type === 'cidr') ? readNetwork(value, words) : undefined;
    if (network !== undefined)
      return ok({ type: 'ip', text: networkText(network.family, network.bits, words), network });
    return err(
      type === 'ip'
        ? 'value is no IPv4 or IPv6 address'
        : 'value is no network such as 192.0.2.0/24 or 2001:db8::/32 (length 0, the whole internet, is refused)',
    );
  }
  const text = canonicalText(type, value);
  return text === '' ? err(`value is no ${type.replace('_', ' ')}`) : ok({ type, text: `${type} ${text}` });
}

/** Hashes a key (the result is in the hash's halves), and lets it past its gates. */
export function takeKey(key: Key, hash: HalfSipHash, gates: GatesBuilder): void {
  if (key.network === undefined) {
    const from = key.type.length + 1;
    hash.text(TAG[key.type], key.text, from);
    gates.addText(key.type, key.text, from);
    return;
  }
  const { family, bits } = key.network;
  const parts = key.text.slice(key.text.lastIndexOf('/') + 1).split(':');
  for (const [i, part] of parts.entries()) words[i] = Number.parseInt(part, 16);
  hash.words(networkTag(family, bits), words, parts.length);
  gates.addNetwork(key.network, words);
}
