import { Indicator } from '../../contracts/agents.ts';
import { keyOf } from './key.ts';
import type { Hit } from './packed-set.ts';

/** A line of an exact shard: the fingerprint, by which it is found without parsing the others, and the indicator. */
export const exactLine = (fingerprint: string, indicator: Indicator): string =>
  `["${fingerprint}",${JSON.stringify(indicator)}]\n`;

/**
 * The indicator of a shard that a hit means, if the fingerprint did not deceive: of two for one value the one that lasts longer.
 * Whether it has expired is the caller's question. `bad` is called for each line that is no indicator.
 */
export function exactIndicator(shard: string, hit: Hit, bad: () => void): Indicator | undefined {
  const start = `["${hit.fingerprint}",`;
  let found: Indicator | undefined;
  for (let at = shard.indexOf(start); at >= 0; at = shard.indexOf(start, at + start.length)) {
    if (at > 0 && shard[at - 1] !== '\n') continue;
    const end = shard.indexOf('\n', at);
    const indicator = readLine(shard.slice(at, end < 0 ? shard.length : end));
    if (indicator === undefined) bad();
    else if (isOf(indicator, hit) && outlasts(indicator, found)) found = indicator;
  }
  return found;
}

const isOf = (indicator: Indicator, hit: Hit): boolean => {
  const key = keyOf(indicator);
  return key.ok && key.value.text === hit.key;
};

function readLine(line: string): Indicator | undefined {
  try {
    const [, indicator] = JSON.parse(line) as unknown[];
    const parsed = Indicator.safeParse(indicator);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

const outlasts = (indicator: Indicator, other: Indicator | undefined): boolean =>
  other === undefined || (other.expiresAt ?? Infinity) <= (indicator.expiresAt ?? Infinity);
