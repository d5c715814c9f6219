import type {
  AdminApi,
  ApprovalsApi,
  DeadLettersApi,
  IdentityApi,
  IncidentsApi,
  LedgerExportApi,
} from '../../src/contracts/rpc.ts';

export interface Env {
  readonly DB: D1Database;
  readonly RAW: R2Bucket;
  readonly EVIDENCE: R2Bucket;
  readonly INDICATORS: R2Bucket;
  readonly IDENTITY: IdentityApi;
  readonly ADMIN: AdminApi;
  readonly APPROVALS: ApprovalsApi;
  readonly INCIDENTS: IncidentsApi;
  readonly DEAD_LETTERS: DeadLettersApi;
  readonly LEDGER_EXPORT: LedgerExportApi;
  readonly RATE: RateLimit;
}
