import type { RateWindow } from '../../durable-objects/rate-window/rate-window.ts';
import type {
  AdminApi,
  ApprovalsApi,
  BoardApi,
  DeadLettersApi,
  DirectoryApi,
  FeedSubscribeApi,
  IdentityApi,
  IncidentsApi,
  LedgerExportApi,
  ManualFindingsApi,
  MeApi,
  DetectionsApi,
  RetroHuntsApi,
  SafeguardsApi,
  SignInApi,
  SlackApi,
  SourceTestsApi,
} from '../../src/contracts/rpc.ts';

export interface Env {
  readonly DB: D1Database;
  readonly RAW: R2Bucket;
  readonly EVIDENCE: R2Bucket;
  readonly INDICATORS: R2Bucket;
  readonly IDENTITY: IdentityApi;
  readonly ADMIN: AdminApi;
  readonly SIGN_IN: SignInApi;
  readonly ME: MeApi;
  readonly DIRECTORY: DirectoryApi;
  readonly SAFEGUARDS: SafeguardsApi;
  readonly DETECTIONS: DetectionsApi;
  readonly SLACK: SlackApi;
  readonly APPROVALS: ApprovalsApi;
  readonly BOARD: BoardApi;
  readonly INCIDENTS: IncidentsApi;
  readonly DEAD_LETTERS: DeadLettersApi;
  readonly MANUAL_FINDINGS: ManualFindingsApi;
  readonly SOURCE_TESTS: SourceTestsApi;
  readonly RETRO_HUNTS: RetroHuntsApi;
  readonly FEED: FeedSubscribeApi;
  readonly LEDGER_EXPORT: LedgerExportApi;
  readonly STRANGERS: RateLimit;
  readonly RATE_WINDOW: DurableObjectNamespace<RateWindow>;
  readonly PREFERENCES: DurableObjectNamespace;
  readonly ASSETS: Fetcher;
  /** Where senders reach ingest (`https://in.example.com`), for set-up texts; empty: they are told the path alone. */
  readonly INGEST_ORIGIN?: string;
}
