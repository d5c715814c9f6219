import type { Step } from '../../../../action.ts';
import { stateOf, trail, type TrailParams } from './read.ts';

export const steps: readonly Step<TrailParams>[] = [
  {
    id: 'start-logging',
    kind: 'idempotent',
    permissions: (p) => [{ actions: ['cloudtrail:StartLogging'], resources: [p.trailArn] }],
    presence: (ctx) => (ctx.now.exists && stateOf(ctx.now).logging ? 'present' : 'absent'),
    // By its name, which is enough at home and is all that some AWS-compatible servers know it by.
    request: (ctx) =>
      ctx.now.exists ? trail('StartLogging', ctx.params, { Name: ctx.params.trailArn.split('/').at(-1)! }) : undefined,
  },
];

/** A trail that is not logging serves nobody but the attacker: letting go leaves it on. */
export const revert: readonly Step<TrailParams>[] = [];
