import type { Permission, Place, Step } from '../../../../action.ts';
import { iam } from '../documents.ts';
import { DENY_CONSOLE, isDenyConsole, POLICY_NAME } from './policy.ts';
import { stateOf, userArns, type SignInParams } from './read.ts';

const leave =
  (...actions: string[]) =>
  (p: SignInParams, place: Place): readonly Permission[] => [{ actions, resources: userArns(p, place) }];

export const steps: readonly Step<SignInParams>[] = [
  {
    id: 'deny-console',
    kind: 'idempotent',
    permissions: leave('iam:PutUserPolicy'),
    presence: (ctx) => {
      if (!ctx.now.exists) return 'absent';
      const { policy } = stateOf(ctx.now);
      if (isDenyConsole(policy)) return 'present';
      return policy === stateOf(ctx.preImage).policy ? 'absent' : 'ambiguous';
    },
    request: (ctx) =>
      iam('PutUserPolicy', ctx.place, {
        UserName: ctx.params.userName,
        PolicyName: POLICY_NAME,
        PolicyDocument: DENY_CONSOLE,
      }),
  },
];

export const revert: readonly Step<SignInParams>[] = [
  {
    id: 'allow-console',
    kind: 'idempotent',
    permissions: leave('iam:DeleteUserPolicy', 'iam:PutUserPolicy'),
    presence: (ctx) => {
      if (!ctx.now.exists) return 'present';
      const { policy } = stateOf(ctx.now);
      if (policy === stateOf(ctx.preImage).policy) return 'present';
      return isDenyConsole(policy) ? 'absent' : 'ambiguous';
    },
    request: (ctx) => {
      const named = { UserName: ctx.params.userName, PolicyName: POLICY_NAME };
      const before = stateOf(ctx.preImage).policy;
      return before === null
        ? iam('DeleteUserPolicy', ctx.place, named)
        : iam('PutUserPolicy', ctx.place, { ...named, PolicyDocument: before });
    },
  },
];
