import type { Action, Permission, Place } from './action.ts';
import { sampleParams } from './samples.ts';

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

const allow = (permissions: readonly Permission[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: [...new Set(permissions.flatMap((p) => p.actions))].toSorted(), Resource: '*' },
  ],
});

/**
 * What the two roles of an account must be allowed so that every registered action can work: reading, and reading with
 * writing. `besides`: what else is read under the reading role (the inspector's calls). Each step's session policy narrows
 * them to its own calls and ARNs. Throws if an action fits no sample.
 */
export function rolePolicies(
  actions: readonly Action[],
  place: Place,
  besides: readonly Permission[] = [],
): { read: PolicyDocument; write: PolicyDocument } {
  const reads: Permission[] = [];
  const writes: Permission[] = [];
  for (const action of actions) {
    const params = sampleParams(action);
    reads.push(...action.readPermissions(params, place));
    for (const step of [...action.steps, ...action.revert]) writes.push(...step.permissions(params, place));
  }
  // The writing role reads too: an account may have no other.
  return { read: allow([...reads, ...besides]), write: allow([...reads, ...besides, ...writes]) };
}
