import type { Finding } from '../../src/contracts/finding.ts';

/** What `assign` answers; plain data, since it crosses an RPC. */
export interface Assigned {
  /** [finding, incident] of the findings asked about that have an incident; the others wait. */
  readonly assignments: (readonly [string, string])[];
  /** Findings of earlier calls that came to one of these incidents by now, told until they are settled. */
  readonly attached: { readonly incident: string; readonly finding: Finding }[];
  readonly opened: string[];
  readonly merges: { readonly from: string; readonly into: string }[];
}

/** Spelt out, since the platform's RPC types cannot unfold recursive JSON. */
export interface CorrelatorApi {
  assign(org: string, findings: readonly Finding[]): Promise<Assigned>;
  settle(findings: readonly string[]): void | Promise<void>;
}
