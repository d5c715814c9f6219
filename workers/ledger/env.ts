import type { LedgerHeadEnv } from '../../durable-objects/ledger-head/ledger-head.ts';

export interface Env extends LedgerHeadEnv {
  /** Objects of `LedgerHead`, one an organisation; called through {@link LedgerHeadApi}. */
  readonly LEDGER_HEAD: DurableObjectNamespace;
  /** JSON, keyId → raw public key in hex: keys that signed before the present one, so that old bundles verify. */
  readonly LEDGER_FORMER_KEYS?: string;
}
