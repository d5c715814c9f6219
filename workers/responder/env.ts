import type { StepCredentialsApi } from '../../src/contracts/rpc.ts';
import type { CustodianEnv } from '../../durable-objects/custodian/custodian.ts';

export interface Env extends CustodianEnv {
  readonly STEP_CREDENTIALS: StepCredentialsApi;
  /** Empty: AWS itself. */
  readonly AWS_ENDPOINT_URL: string;
}
