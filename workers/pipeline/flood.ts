import type { KeptBack } from '../../src/contracts/rules-api.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { keptBackOf } from './make-finding.ts';

/** Findings of one rule about one principal (or, where none is told, one entity) that a batch of blocks makes. */
export const MOST_A_RULE = 100;
/** Stands where a suppression's id would. */
const BY = 'flood';

/**
 * A rule that finds the same deed of the same principal over and over says enough the first hundred times: more of a batch are
 * counted and shown as kept back. Others' findings stay, so that a flood hides nobody. Senders' own verdicts are not touched.
 */
export function withoutFlood(findings: readonly Finding[]): {
  readonly findings: readonly Finding[];
  readonly keptBack: readonly KeptBack[];
} {
  if (findings.length <= MOST_A_RULE) return { findings, keptBack: [] };
  const counts = new Map<string, number>();
  const left: Finding[] = [];
  const keptBack: KeptBack[] = [];
  for (const f of findings) {
    const about = f.entities.find((e) => e.type === 'principal') ?? f.entities[0];
    const key = `${f.rule.id}\u0000${f.foreignAccount ? 1 : 0}\u0000${about?.id ?? ''}`;
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    if (f.kind !== 'rule' || n <= MOST_A_RULE) left.push(f);
    else keptBack.push(keptBackOf(f, 'suppressed', BY));
  }
  return { findings: left, keptBack };
}
