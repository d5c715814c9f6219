import type { PermitPayload } from '../../contracts/custody.ts';
import { MINUTE_MS } from '../../kit/clock.ts';

/**
 * A lease runs from when the containment stands, which custody may take this long over (`applyGraceMs` of
 * `src/respond/custody/times.ts`): until then and for the lease itself an operation can be the holder of its target.
 */
export const LEASE_GRACE_MS = 45 * MINUTE_MS;

/**
 * Until when (ms) an operation's forward steps get credentials. Until its permit expires; where the policy said that drift
 * is answered by applying the containment again, for as long as its lease can still run.
 */
export function forwardUntil(permit: Pick<PermitPayload, 'issuedAt' | 'expiresAt' | 'ops'>, opId: string): number {
  const op = permit.ops.find((o) => o.opId === opId);
  return op?.onDrift === 'reapply'
    ? Math.max(permit.expiresAt, permit.issuedAt + op.leaseMs + LEASE_GRACE_MS)
    : permit.expiresAt;
}
