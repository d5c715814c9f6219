import type { Permission, Place, Step, StepContext } from '../../../../action.ts';
import { cutOf, denyPolicy, policyNameOf } from './policy.ts';
import { iam } from '../documents.ts';
import { text } from '../../../../answer.ts';
import { type KeyParams } from './read.ts';

type Ctx = StepContext<KeyParams>;

/** A user's ARN has the user's path in it, which the parameters do not know: both forms. */
export const userArns = (p: KeyParams, place: Place): string[] => [
  `arn:${place.partition}:iam::${place.account}:user/${p.userName}`,
  `arn:${place.partition}:iam::${place.account}:user/*/${p.userName}`,
];

const leave =
  (...actions: string[]) =>
  (p: KeyParams, place: Place): readonly Permission[] => [{ actions, resources: userArns(p, place) }];

const put = (ctx: Ctx, document: string) =>
  iam('PutUserPolicy', ctx.place, {
    UserName: ctx.params.userName,
    PolicyName: policyNameOf(ctx.params.accessKeyId),
    PolicyDocument: document,
  });

const setStatus = (ctx: Ctx, status: 'Active' | 'Inactive') =>
  iam('UpdateAccessKey', ctx.place, {
    UserName: ctx.params.userName,
    AccessKeyId: ctx.params.accessKeyId,
    Status: status,
  });

const policyBefore = (ctx: Ctx): string | null => {
  const before = ctx.preImage.state['policy'];
  return typeof before === 'string' ? before : null;
};

/** A deny in our form whose cut lies before the action began is not ours: somebody let the sessions since then live. */
const isOurDeny = (ctx: Ctx): boolean => {
  const cut = ctx.now.state['cut'];
  return typeof cut === 'string' && Date.parse(cut) >= ctx.intendedAt;
};

/** A deny of a first time does not reach sessions that were made while somebody else had the key active again. */
const coversStep = (ctx: Ctx): boolean =>
  Date.parse(text(ctx.now.state, 'cut')) >= (ctx.stepIntendedAt ?? ctx.intendedAt);

/**
 * The key first: from then on it makes no new sessions. Then all that it made before are denied. The other way round,
 * a session made between the two calls would be younger than the cut and live. For the same reason the cut is not
 * the time at which the action was intended but that of the second step (intended only after AWS answered the first),
 * and some minutes on top.
 */
export const steps: readonly Step<KeyParams>[] = [
  {
    id: 'deactivate',
    kind: 'idempotent',
    permissions: leave('iam:UpdateAccessKey'),
    presence: (ctx) => {
      const key = ctx.now.state['key'];
      return key === 'Inactive' ? 'present' : key === 'Active' ? 'absent' : 'ambiguous';
    },
    request: (ctx) => setStatus(ctx, 'Inactive'),
  },
  {
    id: 'deny-sessions',
    kind: 'idempotent',
    permissions: leave('iam:PutUserPolicy'),
    presence: (ctx) => {
      if (ctx.now.state['policy'] === policyBefore(ctx)) return 'absent';
      if (!isOurDeny(ctx)) return 'ambiguous';
      return coversStep(ctx) ? 'present' : 'absent';
    },
    request: (ctx) => put(ctx, denyPolicy(cutOf(ctx.stepIntendedAt ?? ctx.intendedAt))),
  },
];

/** What is gone needs no undoing. */
const nothingLeft = (ctx: Ctx): boolean => !ctx.now.exists;

/** Sessions stay denied until the key is as it was, so that the target is never more open than before. */
export const revert: readonly Step<KeyParams>[] = [
  {
    id: 'restore-status',
    kind: 'idempotent',
    permissions: leave('iam:UpdateAccessKey'),
    presence: (ctx) => (nothingLeft(ctx) || ctx.now.state['key'] === ctx.preImage.state['key'] ? 'present' : 'absent'),
    request: (ctx) => setStatus(ctx, ctx.preImage.state['key'] === 'Active' ? 'Active' : 'Inactive'),
  },
  {
    id: 'allow-sessions',
    kind: 'idempotent',
    permissions: leave('iam:DeleteUserPolicy', 'iam:PutUserPolicy'),
    presence: (ctx) => {
      if (nothingLeft(ctx) || ctx.now.state['policy'] === policyBefore(ctx)) return 'present';
      return isOurDeny(ctx) ? 'absent' : 'ambiguous';
    },
    request: (ctx) => {
      const before = policyBefore(ctx);
      if (before !== null) return put(ctx, before);
      return iam('DeleteUserPolicy', ctx.place, {
        UserName: ctx.params.userName,
        PolicyName: policyNameOf(ctx.params.accessKeyId),
      });
    },
  },
];
