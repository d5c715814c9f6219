import type { LedgerAppendApi, PolicyApi } from '../../src/contracts/rpc.ts';

export interface Env {
  readonly AUTHORITY: D1Database;
  readonly POLICY: PolicyApi;
  readonly LEDGER: LedgerAppendApi;
  /** Another AWS-compatible server; empty for AWS itself. */
  readonly AWS_ENDPOINT_URL?: string;
  /** Minutes that a plan may be acted on, by outcome; defaults in deps.ts. */
  readonly PLAN_ASK_MINUTES?: string;
  readonly PLAN_PERMIT_MINUTES?: string;
  /** Where people open the console: origins (`https://vedette.example.com`), comma between; passkeys work at these alone. */
  readonly CONSOLE_ORIGINS?: string;
  /** The issuer's own origin, the `iss` of web identity tokens (https://issuer.example.com); empty: no account is keyless. */
  readonly ISSUER_URL?: string;
  /**
   * Origins (`http://localhost:8181`, comma between) of external decision points that may be asked although they are not
   * public or not https; empty: none.
   */
  readonly DECISION_POINT_ORIGINS?: string;
  /** Secrets */
  readonly ENVELOPE_KEY: string;
  /** The one before, while secrets sealed under it remain. */
  readonly ENVELOPE_KEY_PREVIOUS?: string;
  readonly PERMIT_KEY: string;
  readonly SETUP_TOKEN?: string;
  /** Of the Slack app; two, comma between, while Slack changes it. Absent: nothing comes from Slack. */
  readonly SLACK_SIGNING_SECRET?: string;
  /** Keys that web identity tokens are signed with; see web-identity-keys.ts. */
  readonly OIDC_KEYS?: string;
}

/** What a method of an RPC interface takes. */
export type Req<T, M extends keyof T> = T[M] extends (req: infer A) => unknown ? A : never;
