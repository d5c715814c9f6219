import type { IntakeApi, SourceKeysApi } from '../../src/contracts/rpc.ts';
import type { RatePort } from '../../src/ingest/rate.ts';

export interface Env {
  readonly SOURCE_KEYS: SourceKeysApi;
  readonly INTAKE: IntakeApi;
  readonly RATE: RatePort;
}
