import { PermitPayload, type AcquireRequest } from '../../contracts/custody.ts';
import { MINUTE_MS } from '../../kit/clock.ts';
import { digestOf } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { verifyToken } from '../../kit/token.ts';
import type { Action } from '../action.ts';
import { placeOf } from './facts.ts';
import { changeOf } from './names.ts';
import type { Op } from './state.ts';

/** How far the gate's clock may be ahead of ours: as far as AWS lets a signer's be. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/**
 * Checks that a spec is what its action would make of its parameters: nothing else may be locked, targeted or called.
 * Returns the parsed parameters.
 */
export function checkSpec(action: Action | undefined, spec: AcquireRequest['spec']): Result<unknown, Failure> {
  if (!action)
    return err(
      failure('unprocessable', `there is no action ${JSON.stringify(spec.action)}`, { field: '/spec/action' }),
    );
  const params = action.params.safeParse(spec.params);
  if (!params.success)
    return err(
      failure('unprocessable', `parameters of ${spec.action}: ${params.error.issues[0]?.message ?? 'not valid'}`, {
        field: '/spec/params',
      }),
    );
  const place = placeOf(spec);
  if (action.target(params.data, place) !== spec.target)
    return err(
      failure('unprocessable', 'the target is not the one that the parameters name', { field: '/spec/target' }),
    );
  const locks = [...action.locks(params.data, place)].sort();
  if (JSON.stringify(locks) !== JSON.stringify([...spec.locks].sort()))
    return err(failure('unprocessable', 'the locks are not those of the parameters', { field: '/spec/locks' }));
  return ok(params.data);
}

/**
 * Turns a request into an operation if its permit, signed by the gate, allows exactly that. `publicKeys`: key id → raw
 * hex. Errors: `forbidden` with the part that does not match.
 */
export async function checkPermit(
  publicKeys: Readonly<Record<string, string>>,
  request: AcquireRequest,
  action: Action,
  now: number,
): Promise<Result<Op, Failure>> {
  const refuse = (why: string) => err(failure('forbidden', `the permit ${why}`, { field: '/permit' }));
  const signed = await verifyToken(publicKeys, 'permit', request.permit);
  if (signed === undefined) return refuse('is not signed by the gate');
  const parsed = PermitPayload.safeParse(signed);
  if (!parsed.success) return refuse('is of a form that this version does not know');
  const permit = parsed.data;
  const op = permit.ops.find((o) => o.opId === request.opId);
  if (!op) return refuse('does not name this operation');
  if (permit.org !== request.org) return refuse('is of another organisation');
  if (permit.incident !== request.incident) return refuse('is of another incident');
  if (permit.plan !== request.plan || permit.planDigest !== request.planDigest) return refuse('is of another plan');
  if (op.action !== request.spec.action || op.target !== request.spec.target)
    return refuse('names another action or target');
  if (op.specDigest !== digestOf(request.spec)) return refuse('is for other parameters');
  if (op.preImageDigest !== request.preImageDigest) return refuse('is for another state of the target');
  if (op.leaseMs !== request.leaseMs) return refuse('is for another lease');
  if (request.leaseMs > action.lease.longestMs) return refuse('allows a lease longer than the action does');
  // Somebody's clock is wrong, not the permit: asking again will do when it has been put right.
  if (permit.issuedAt > now + CLOCK_SKEW_MS)
    return err(
      failure(
        'unavailable',
        'the permit lies in the future: the clocks of the gate and of custody disagree; ask again',
        {
          field: '/permit',
        },
      ),
    );
  if (permit.expiresAt <= now) return refuse('has expired');
  return ok({
    opId: request.opId,
    org: request.org,
    incident: request.incident,
    plan: request.plan,
    spec: request.spec,
    change: changeOf(request.spec),
    preImageDigest: request.preImageDigest,
    leaseMs: request.leaseMs,
    permit: request.permit,
    permitUntil: permit.expiresAt,
    ...(op.onDrift === undefined ? {} : { onDrift: op.onDrift }),
  });
}
