import type { KeptBack } from '../../src/contracts/rules-api.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { keptBackOf } from './make-finding.ts';

/** Findings of one rule about one principal (or, where none is told, one entity) that a delivery, and a batch of blocks, makes. */
export const MOST_A_RULE = 100;
/** Findings of one delivery, whosever they are: each takes some kilobytes, and the isolate has 128 MB. */
export const MOST_A_DELIVERY = 5_000;
/** Rows that say what one delivery kept back; beyond, they are counted. */
export const MOST_KEPT_BACK = 5_000;
/** Stands where a suppression's id would. */
const BY = 'flood';

/** Tells the first hundred findings of each rule and principal from the rest. */
class Floods {
  private readonly counts = new Map<string, number>();

  /** Senders' own verdicts are always in. */
  admits(f: Finding): boolean {
    const about = f.entities.find((e) => e.type === 'principal') ?? f.entities[0];
    const key = `${f.rule.id}\u0000${f.foreignAccount ? 1 : 0}\u0000${about?.id ?? ''}`;
    const n = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, n);
    return f.kind !== 'rule' || n <= MOST_A_RULE;
  }
}

/** What a delivery found, within bounds: whoever fills it with findings fills no memory. */
export class FoundInDelivery {
  readonly findings: Finding[] = [];
  readonly keptBack: KeptBack[] = [];
  /** Kept back without a row of their own */
  uncounted = 0;
  private readonly floods = new Floods();

  add(finding: Finding): void {
    if (this.floods.admits(finding) && this.findings.length < MOST_A_DELIVERY) this.findings.push(finding);
    else this.keep(keptBackOf(finding, 'suppressed', BY));
  }

  keep(row: KeptBack): void {
    if (this.keptBack.length < MOST_KEPT_BACK) this.keptBack.push(row);
    else this.uncounted++;
  }
}

/**
 * A rule that finds the same deed of the same principal over and over says enough the first hundred times: more of a batch are
 * counted and shown as kept back. Others' findings stay, so that a flood hides nobody. Senders' own verdicts are not touched.
 */
export function withoutFlood(findings: readonly Finding[]): {
  readonly findings: readonly Finding[];
  readonly keptBack: readonly KeptBack[];
} {
  if (findings.length <= MOST_A_RULE) return { findings, keptBack: [] };
  const floods = new Floods();
  const left: Finding[] = [];
  const keptBack: KeptBack[] = [];
  for (const f of findings)
    if (floods.admits(f)) left.push(f);
    else keptBack.push(keptBackOf(f, 'suppressed', BY));
  return { findings: left, keptBack };
}
