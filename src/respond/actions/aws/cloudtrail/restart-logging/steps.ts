import type { Step } from '../../../../action.ts';
import { stateOf, trail, type TrailParams } from './read.ts';

export const steps: readonly Step<TrailParams>[] = [
  {
    id: 'start-logging',
    kind: 'idempotent',
    permissions: (p) => [{ actions: ['cloudtrail:StartLogging'], resources: [p.trailArn] }],
    presence: (ctx) => (ctx.now.exists && stateOf(ctx.now).logging ? 'present' : 'absent'),
    request: (ctx) => (ctx.now.exists ? trail('StartLogging', ctx.params, { Name: ctx.params.trailArn }) : undefined),
  },
];

/** A trail that is not logging serves nobody but the attacker: letting go leaves it on. */
export const revert: readonly Step<TrailParams>[] = [];
