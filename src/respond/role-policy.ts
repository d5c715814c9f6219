import type { Entity } from '../contracts/entity.ts';
import type { Action, Permission, Place } from './action.ts';

/** Entities that every action can make parameters from, to ask it what it needs; the resources are widened afterwards. */
const SAMPLES: readonly Entity[] = [
  { type: 'access_key', id: 'AKIAEXAMPLEEXAMPLE00', name: 'example', role: 'target' },
  { type: 'instance', id: 'i-0123456789abcdef0', role: 'target' },
];

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
 * writing. Each step's session policy narrows the latter to its own calls and ARNs. Throws if an action fits no sample.
 */
export function rolePolicies(
  actions: readonly Action[],
  place: Place,
): { read: PolicyDocument; write: PolicyDocument } {
  const reads: Permission[] = [];
  const writes: Permission[] = [];
  for (const action of actions) {
    const params = SAMPLES.map((s) => action.paramsFor(s)).find((p) => p !== undefined);
    if (params === undefined) throw new Error(`no sample entity fits ${action.id}; add one to role-policy.ts`);
    reads.push(...action.readPermissions(params, place));
    for (const step of [...action.steps, ...action.revert]) writes.push(...step.permissions(params, place));
  }
  return { read: allow(reads), write: allow([...reads, ...writes]) };
}
