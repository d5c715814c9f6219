import type { Report } from '../../../src/contracts/agents.ts';

export interface Env {
  readonly REPORTS: Queue<Report>;
  /** Secret; without it messages go to the log. */
  readonly SLACK_WEBHOOK_URL?: string;
}
