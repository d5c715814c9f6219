import type { IndicatorList } from '../contracts/indicators.ts';
import type { Principal } from '../contracts/access.ts';
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
} from '../contracts/rpc.ts';
import type * as z from 'zod';
import type { LogSourceView, ReadRule, RuleCase, Tried } from '../contracts/rules-api.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { RateLeft } from './http/rate.ts';

/** A detection rule as people read it: its own text beside what is known of it. */
export interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly status: string;
  readonly description: string;
  readonly techniques: string[];
  readonly tactics: string[];
  readonly falsePositives: string[];
  readonly logsource: z.infer<typeof LogSourceView>;
  readonly references: string[];
  readonly kind: 'rule' | 'correlation';
  /** Sigma YAML */
  readonly yaml: string;
  /** What must fire and what must not; their events are in the repository */
  readonly cases: RuleCase[];
}

/** The Sigma engine, for texts that people write. */
export interface RuleTools {
  /** What a text defines, and what is wrong with it. */
  read(text: string): ReadRule;
  /** What a text finds in events. */
  test(text: string, events: readonly Record<string, unknown>[], source: string | undefined): Tried;
  /** What is wrong with a suppression's fields; undefined if nothing is. */
  faultOf(where: Readonly<Record<string, unknown>>): string | undefined;
}

/** Lists of indicators; whoever calls has been found to be an admin, and the gate looks again. */
export interface IndicatorListsApi {
  /** Puts a list in force out of NDJSON. Errors: `malformed` (with the line), `too_large`, `conflict`, those of the gate. */
  replace(
    caller: Principal,
    body: ReadableStream<Uint8Array> | null,
    gzip: boolean,
  ): Promise<Result<IndicatorList, Failure>>;
  current(org: string): Promise<IndicatorList | null>;
  remove(caller: Principal): Promise<Result<{ removed: true }, Failure>>;
}

/** A person's dashboard: theme, density, saved views. Small and harmless. */
export interface PreferencesApi {
  read(): Promise<unknown>;
  write(document: Record<string, unknown>): Promise<void>;
}

/** What the API stands on: other Workers by their entrypoints, D1 `main` for reads, evidence, the indicator lists. */
export interface ApiDeps {
  readonly identity: IdentityApi;
  readonly admin: AdminApi;
  readonly signIn: SignInApi;
  readonly me: MeApi;
  readonly directory: DirectoryApi;
  readonly approvals: ApprovalsApi;
  readonly board: BoardApi;
  readonly safeguards: SafeguardsApi;
  readonly detections: DetectionsApi;
  readonly hunts: RetroHuntsApi;
  readonly slack: SlackApi;
  readonly incidents: IncidentsApi;
  readonly deadLetters: DeadLettersApi;
  readonly manualFindings: ManualFindingsApi;
  readonly sourceTests: SourceTestsApi;
  /** Where senders reach ingest (`https://in.example.com`); undefined where nobody said. */
  readonly ingestOrigin: string | undefined;
  readonly feed: FeedSubscribeApi;
  readonly ledger: LedgerExportApi;
  readonly db: D1Database;
  readonly evidence: R2Bucket;
  readonly indicators: IndicatorListsApi;
  /** Those that ship */
  readonly rules: () => readonly RuleText[];
  readonly ruleTools: RuleTools;
  readonly preferences: (org: string, user: string) => PreferencesApi;
  /** Counts one more request of a key. */
  readonly take: (key: string) => Promise<RateLeft>;
  /** True if one more request of a stranger's address is within its rate. */
  readonly strangerWithinRate: (address: string) => Promise<boolean>;
  readonly now: () => number;
}
