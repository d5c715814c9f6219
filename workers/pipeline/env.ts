import type { BlockMessage, HuntMessage } from '../../src/contracts/delivery.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import type { PullMessage } from '../../src/contracts/pull.ts';
import type { DetectionContentApi, FeedPublishApi, FindingsApi, SourceRhythmsApi } from '../../src/contracts/rpc.ts';
import type { CorrelationWindow } from '../../durable-objects/correlation-window/correlation-window.ts';
import type { Correlator } from '../../durable-objects/correlator/correlator.ts';
import type { HuntSlots } from '../../durable-objects/hunt-slots/hunt-slots.ts';
import type { IntakeJournal } from '../../durable-objects/intake-journal/intake-journal.ts';
import type { PrincipalBaselineApi } from '../../durable-objects/principal-baseline/api.ts';
import type { RetroHuntObject, RetroMessage } from '../../durable-objects/retro-hunt/api.ts';

export interface Env {
  readonly DB: D1Database;
  readonly RAW: R2Bucket;
  readonly INDICATORS: R2Bucket;
  readonly INTAKE_JOURNAL: DurableObjectNamespace<IntakeJournal>;
  readonly CORRELATOR: DurableObjectNamespace<Correlator>;
  readonly CORRELATION_WINDOW: DurableObjectNamespace<CorrelationWindow>;
  /** Of `PrincipalBaseline` */
  readonly PRINCIPAL_BASELINE: { getByName(name: string): PrincipalBaselineApi };
  /** Of `RetroHunt`; the platform's own type of its stubs is too deep for the compiler. */
  readonly RETRO_HUNT: { getByName(id: string): RetroHuntObject };
  readonly HUNT_SLOTS: DurableObjectNamespace<HuntSlots>;
  readonly BLOCKS: Queue<BlockMessage>;
  readonly HUNT: Queue<HuntMessage>;
  readonly RETRO: Queue<RetroMessage>;
  readonly PULLS: Queue<PullMessage>;
  readonly FINDINGS: Queue<{ v: 1; finding: Finding }>;
  readonly DETECTION_CONTENT: DetectionContentApi;
  readonly SOURCE_RHYTHMS: SourceRhythmsApi;
  readonly SUPERVISOR_FINDINGS: FindingsApi;
  readonly FEED: FeedPublishApi;
  /** Journals a source; 1 unless set. Raising it is safe, lowering it too: journals that are no longer written to drain. */
  readonly INTAKE_SHARDS?: string;
  /** Shards of an organisation's correlation windows, 1 to 64; 8 unless set. A change begins windows that are under way anew. */
  readonly CORRELATION_SHARDS?: string;
  /** Shards of what is usual for an organisation's principals, 1 to 64; 8 unless set. A change lets most of them be learnt anew. */
  readonly BASELINE_SHARDS?: string;
  /** Hours within which a common entity makes two findings one incident; 24 unless set. */
  readonly CORRELATION_WINDOW_HOURS?: string;
}
