import type { Permission, Place, Step, StepContext } from '../../../../action.ts';
import { formatLong, parseCidr } from '../../../../cidr.ts';
import { isOurs, setArn, stateOf, wafv2, type BlockParams } from './read.ts';

type Ctx = StepContext<BlockParams>;

const write = (p: BlockParams, place: Place): readonly Permission[] => [
  { actions: ['wafv2:UpdateIPSet'], resources: [setArn(p, place)] },
];

/**
 * AWS WAF replaces the whole list. It is made from the list just read and goes with that list's token, so that AWS
 * refuses it (WAFOptimisticLockException) if anybody changed the set in between; the next job reads anew.
 */
const update = (ctx: Ctx, addresses: string[]) => {
  const { description, lockToken } = stateOf(ctx.now);
  return wafv2('UpdateIPSet', ctx.params, ctx.place, {
    // Left out, a description is lost: an update replaces what it can change.
    ...(description === '' ? {} : { Description: description }),
    Addresses: addresses,
    LockToken: lockToken,
  });
};

export const steps: readonly Step<BlockParams>[] = [
  {
    id: 'add-address',
    kind: 'conditional', // by its lock token, which every change renews
    permissions: write,
    presence: (ctx) => (ctx.now.exists && stateOf(ctx.now).listed ? 'present' : 'absent'),
    request: (ctx) => {
      const ours = parseCidr(ctx.params.address);
      if (!ctx.now.exists || ours === undefined) return undefined;
      return update(ctx, [...stateOf(ctx.now).addresses, formatLong(ours)]);
    },
  },
];

export const revert: readonly Step<BlockParams>[] = [
  {
    id: 'remove-address',
    kind: 'conditional',
    permissions: write,
    // Somebody else's block of the same address stays: it was there before ours.
    presence: (ctx) =>
      !ctx.now.exists || stateOf(ctx.preImage).listed || !stateOf(ctx.now).listed ? 'present' : 'absent',
    request: (ctx) =>
      update(
        ctx,
        stateOf(ctx.now).addresses.filter((a) => !isOurs(a, ctx.params)),
      ),
  },
];
