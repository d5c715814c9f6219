import type { Report } from '../../../src/contracts/agents.ts';
import type { ReadCredentialsApi } from '../../../src/contracts/rpc.ts';

export interface Env {
  readonly REPORTS: Queue<Report>;
  readonly EVIDENCE: R2Bucket;
  readonly READ_CREDENTIALS: ReadCredentialsApi;
  /** Another AWS-compatible endpoint for all services; AWS itself when empty. */
  readonly AWS_ENDPOINT_URL: string;
}
