import type { BlockMessage, HuntMessage } from '../../src/contracts/delivery.ts';
import type { DetectionContentApi, FeedPublishApi, FindingsApi } from '../../src/contracts/rpc.ts';
import type { Correlator } from '../../durable-objects/correlator/correlator.ts';
import type { IntakeJournal } from '../../durable-objects/intake-journal/intake-journal.ts';

export interface Env {
  readonly DB: D1Database;
  readonly RAW: R2Bucket;
  readonly INDICATORS: R2Bucket;
  readonly INTAKE_JOURNAL: DurableObjectNamespace<IntakeJournal>;
  readonly CORRELATOR: DurableObjectNamespace<Correlator>;
  readonly BLOCKS: Queue<BlockMessage>;
  readonly HUNT: Queue<HuntMessage>;
  readonly DETECTION_CONTENT: DetectionContentApi;
  readonly SUPERVISOR_FINDINGS: FindingsApi;
  readonly FEED: FeedPublishApi;
  /** Journals a source; 1 unless set. Raising it is safe, lowering it too: journals that are no longer written to drain. */
  readonly INTAKE_SHARDS?: string;
  /** Hours within which a common entity makes two findings one incident; 24 unless set. */
  readonly CORRELATION_WINDOW_HOURS?: string;
}
