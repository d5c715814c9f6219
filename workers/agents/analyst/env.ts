import type { Report } from '../../../src/contracts/agents.ts';

export interface Env {
  readonly REPORTS: Queue<Report>;
  readonly ANTHROPIC_MODEL: string;
  /** What the model costs: US dollars a million tokens, `input/output` */
  readonly ANTHROPIC_USD_PER_MILLION?: string;
  /** Secret; without it the rules serve alone. */
  readonly ANTHROPIC_API_KEY?: string;
  /** Another endpoint of the same API. */
  readonly ANTHROPIC_BASE_URL?: string;
}
