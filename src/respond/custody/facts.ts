import type { AwsRequest } from '../../aws/types.ts';
import { digestOf } from '../../kit/crypto.ts';
import type { Action, Place, Presence, Snapshot, StepContext } from '../action.ts';
import type { CustodyRecord, Direction, Facts, Script } from './state.ts';

/** `aws`, `aws-cn` or `aws-us-gov`: the partition that an ARN names. */
export const partitionOf = (arn: string): string => arn.split(':')[1] ?? 'aws';

export const placeOf = (spec: { account: string; region: string; target: string }): Place => ({
  account: spec.account,
  region: spec.region,
  partition: partitionOf(spec.target),
});

export const scriptOf = (action: Action): Script => ({
  forward: action.steps.map((s) => ({ id: s.id, kind: s.kind })),
  revert: action.revert.map((s) => ({ id: s.id, kind: s.kind })),
});

/**
 * What a snapshot means for a custody: which steps stand, whether it is as planned or as before, and the call of every
 * step that is absent. Pure; `now` in ms stands in for times not recorded yet. `params` were parsed by the action.
 */
export function judge(action: Action, params: unknown, record: CustodyRecord, snapshot: Snapshot, now: number): Facts {
  const op = record.op;
  if (!op) throw new Error('judge: custody owns nothing');
  const place = placeOf(op.spec);
  const preImage = record.preImage ?? snapshot;
  const context = (direction: Direction, step: string): StepContext<unknown> => ({
    params,
    place,
    opId: op.opId,
    incident: op.incident,
    preImage,
    now: snapshot,
    intendedAt: record.intendedAt ?? now,
    stepIntendedAt: record.stepAt[`${direction}:${step}`] ?? now,
  });
  const material = digestOf(action.material(snapshot));
  const standing: Record<Direction, Record<string, Presence | 'unready'>> = { forward: {}, revert: {} };
  const requests: Record<string, AwsRequest> = {};
  const leaves = action.restored && digestOf(action.restored(preImage, params, place));
  for (const direction of ['forward', 'revert'] as const)
    for (const step of direction === 'forward' ? action.steps : action.revert) {
      const ctx = context(direction, step.id);
      const presence = step.presence(ctx);
      const request = presence === 'absent' ? step.request(ctx) : undefined;
      standing[direction][step.id] = presence === 'absent' && !request ? 'unready' : presence;
      if (request) requests[`${direction}:${step.id}`] = request;
    }
  // The material leaves times and ids out: that each step stands says that they are ours.
  const stands = Object.values(standing.forward).every((s) => s === 'present');
  return {
    exists: snapshot.exists,
    material,
    asExpected: material === digestOf(action.expected(preImage, params, place)) && stands,
    asPreImage: material === digestOf(action.material(preImage)) || material === leaves,
    left: material === leaves && stands,
    standing,
    requests,
  };
}

/** The context in which an action's probe runs while its target is held. */
export function proofContext(
  params: unknown,
  record: CustodyRecord,
  snapshot: Snapshot,
  now: number,
): StepContext<unknown> {
  const op = record.op;
  if (!op) throw new Error('proofContext: custody owns nothing');
  return {
    params,
    place: placeOf(op.spec),
    opId: op.opId,
    incident: op.incident,
    preImage: record.preImage ?? snapshot,
    now: snapshot,
    intendedAt: record.intendedAt ?? now,
  };
}
