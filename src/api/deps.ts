import type {
  AdminApi,
  ApprovalsApi,
  DeadLettersApi,
  IdentityApi,
  IncidentsApi,
  LedgerExportApi,
} from '../contracts/rpc.ts';

/** What the API stands on: other Workers by their entrypoints, D1 `main` for reads, the indicator lists. */
export interface ApiDeps {
  readonly identity: IdentityApi;
  readonly admin: AdminApi;
  readonly approvals: ApprovalsApi;
  readonly incidents: IncidentsApi;
  readonly deadLetters: DeadLettersApi;
  readonly ledger: LedgerExportApi;
  readonly db: D1Database;
  readonly indicators: R2Bucket;
  /** True if one more request of this key is within its rate. */
  readonly withinRate: (key: string) => Promise<boolean>;
  readonly now: () => number;
}
