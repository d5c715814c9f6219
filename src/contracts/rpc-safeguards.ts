import type { Principal } from './access.ts';
import type { Rpc } from './rpc.ts';
import type { KeylessView, ProtectionView } from './safeguards.ts';

/** gate.Safeguards → console: what is never acted on, and the kill switch of keyless access. */
export interface SafeguardsApi {
  /** Viewer. */
  protections(req: { v: 1; caller: Principal }): Rpc<{ protections: ProtectionView[] }>;
  protect(req: { v: 1; caller: Principal; body: unknown }): Rpc<ProtectionView>;
  unprotect(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<{ id: string }>;
  /** Viewer. */
  keyless(req: { v: 1; caller: Principal }): Rpc<KeylessView>;
  stopKeyless(req: { v: 1; caller: Principal; body: unknown }): Rpc<KeylessView>;
  resumeKeyless(req: { v: 1; caller: Principal; body: unknown }): Rpc<KeylessView>;
  /** For the whole installation, by its setup token. */
  keylessEverywhere(req: { v: 1; token: string; body: unknown }): Rpc<{ stopped: boolean }>;
}
