import type { Permission, Place, Step, StepContext } from '../../../../action.ts';
import { cutOf, denyPolicy } from '../deactivate-access-key/policy.ts';
import { iam } from '../documents.ts';
import { sameTrust, withoutPrincipals } from './document.ts';
import { deniesSessions, POLICY_NAME, roleArns, stateOf, type TrustParams } from './read.ts';

type Ctx = StepContext<TrustParams>;

const leave =
  (...actions: string[]) =>
  (p: TrustParams, place: Place): readonly Permission[] => [{ actions, resources: roleArns(p, place) }];

/** From the policy before the first step, so that the step's meaning does not move with what it did. */
const wanted = (ctx: Ctx): string =>
  withoutPrincipals(stateOf(ctx.preImage).trust, ctx.params.removePrincipals) ?? stateOf(ctx.preImage).trust;

const updateTrust = (ctx: Ctx, document: string) =>
  iam('UpdateAssumeRolePolicy', ctx.place, { RoleName: ctx.params.roleName, PolicyDocument: document });

const putPolicy = (ctx: Ctx, document: string) =>
  iam('PutRolePolicy', ctx.place, {
    RoleName: ctx.params.roleName,
    PolicyName: POLICY_NAME,
    PolicyDocument: document,
  });

/** A deny in our form whose cut lies before the action began is not ours: somebody let the sessions since then live. */
const isOurDeny = (ctx: Ctx): boolean => {
  const { cut } = stateOf(ctx.now);
  return cut !== null && Date.parse(cut) >= ctx.intendedAt;
};

/** A deny of a first time does not reach sessions that were made while somebody else had the trust open again. */
const coversStep = (ctx: Ctx): boolean =>
  Date.parse(stateOf(ctx.now).cut ?? '') >= (ctx.stepIntendedAt ?? ctx.intendedAt);

/**
 * The trust first: from then on the removed make no new sessions. Then all sessions made before are denied, up to some
 * minutes after that second step was intended, for the first takes its time to reach every STS endpoint.
 */
export const steps: readonly Step<TrustParams>[] = [
  {
    id: 'remove-principals',
    kind: 'idempotent',
    permissions: leave('iam:UpdateAssumeRolePolicy'),
    presence: (ctx) => {
      if (!ctx.now.exists) return 'absent';
      const { trust } = stateOf(ctx.now);
      if (sameTrust(trust, wanted(ctx))) return 'present';
      return sameTrust(trust, stateOf(ctx.preImage).trust) ? 'absent' : 'ambiguous';
    },
    request: (ctx) => (ctx.now.exists ? updateTrust(ctx, wanted(ctx)) : undefined),
  },
  {
    id: 'deny-sessions',
    kind: 'idempotent',
    permissions: leave('iam:PutRolePolicy'),
    presence: (ctx) => {
      if (!deniesSessions(ctx.params)) return 'present';
      if (!ctx.now.exists || stateOf(ctx.now).policy === stateOf(ctx.preImage).policy) return 'absent';
      if (!isOurDeny(ctx)) return 'ambiguous';
      return coversStep(ctx) ? 'present' : 'absent';
    },
    request: (ctx) =>
      ctx.now.exists ? putPolicy(ctx, denyPolicy(cutOf(ctx.stepIntendedAt ?? ctx.intendedAt))) : undefined,
  },
];

/** What is gone needs no undoing. The old sessions stay denied until the trust is as it was. */
export const revert: readonly Step<TrustParams>[] = [
  {
    id: 'restore-trust',
    kind: 'idempotent',
    permissions: leave('iam:UpdateAssumeRolePolicy'),
    presence: (ctx) => {
      if (!ctx.now.exists) return 'present';
      const { trust } = stateOf(ctx.now);
      if (sameTrust(trust, stateOf(ctx.preImage).trust)) return 'present';
      return sameTrust(trust, wanted(ctx)) ? 'absent' : 'ambiguous';
    },
    // The very text that was there, down to its white space.
    request: (ctx) => updateTrust(ctx, stateOf(ctx.preImage).trust),
  },
  {
    id: 'allow-sessions',
    kind: 'idempotent',
    permissions: leave('iam:DeleteRolePolicy', 'iam:PutRolePolicy'),
    presence: (ctx) => {
      if (!ctx.now.exists || !deniesSessions(ctx.params)) return 'present';
      if (stateOf(ctx.now).policy === stateOf(ctx.preImage).policy) return 'present';
      return isOurDeny(ctx) ? 'absent' : 'ambiguous';
    },
    request: (ctx) => {
      const before = stateOf(ctx.preImage).policy;
      if (before !== null) return putPolicy(ctx, before);
      return iam('DeleteRolePolicy', ctx.place, { RoleName: ctx.params.roleName, PolicyName: POLICY_NAME });
    },
  },
];
