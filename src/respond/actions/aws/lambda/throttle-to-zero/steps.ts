import type { Permission, Place, Step, StepContext } from '../../../../action.ts';
import { functionArn, lambda, stateOf, type FunctionParams } from './read.ts';

type Ctx = StepContext<FunctionParams>;

const leave =
  (...actions: string[]) =>
  (p: FunctionParams, place: Place): readonly Permission[] => [
    { actions, resources: [functionArn(place, p.functionName)] },
  ];

const put = (ctx: Ctx, reserved: number) =>
  lambda('PutFunctionConcurrency', ctx.place, {
    FunctionName: ctx.params.functionName,
    ReservedConcurrentExecutions: reserved,
  });

export const steps: readonly Step<FunctionParams>[] = [
  {
    id: 'throttle',
    kind: 'idempotent',
    permissions: leave('lambda:PutFunctionConcurrency'),
    presence: (ctx) => {
      if (!ctx.now.exists) return 'absent';
      const { reserved } = stateOf(ctx.now);
      if (reserved === 0) return 'present';
      return reserved === stateOf(ctx.preImage).reserved ? 'absent' : 'ambiguous';
    },
    request: (ctx) => put(ctx, 0),
  },
];

export const revert: readonly Step<FunctionParams>[] = [
  {
    id: 'restore',
    kind: 'idempotent',
    permissions: leave('lambda:DeleteFunctionConcurrency', 'lambda:PutFunctionConcurrency'),
    presence: (ctx) => {
      if (!ctx.now.exists) return 'present';
      const { reserved } = stateOf(ctx.now);
      if (reserved === stateOf(ctx.preImage).reserved) return 'present';
      return reserved === 0 ? 'absent' : 'ambiguous';
    },
    request: (ctx) => {
      const before = stateOf(ctx.preImage).reserved;
      return before === null
        ? lambda('DeleteFunctionConcurrency', ctx.place, { FunctionName: ctx.params.functionName })
        : put(ctx, before);
    },
  },
];
