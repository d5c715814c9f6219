import type { Finding } from '../../../src/contracts/finding.ts';

export interface Env {
  readonly INDICATORS: R2Bucket;
  readonly FINDINGS: Queue<{ v: 1; finding: Finding }>;
}
