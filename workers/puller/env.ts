import type { PullMessage } from '../../src/contracts/pull.ts';
import type { PullCredentialsApi, PulledIntakeApi } from '../../src/contracts/rpc.ts';
import type { PullBook } from '../../src/pull/book.ts';

export interface Env {
  readonly PULLS: Queue<PullMessage>;
  readonly PULLS_DEAD: Queue<PullMessage>;
  /** Of `ObjectPull`, by `<org>:<bucket>` */
  readonly OBJECT_PULL: { getByName(name: string): PullBook };
  readonly PULL_CREDENTIALS: PullCredentialsApi;
  readonly INTAKE: PulledIntakeApi;
  /** Another AWS-compatible endpoint for all services; AWS itself when empty. */
  readonly AWS_ENDPOINT_URL: string;
}
