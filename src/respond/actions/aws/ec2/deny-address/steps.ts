import type { Permission, Place, Step, StepContext } from '../../../../action.ts';
import { parseCidr } from '../../../../cidr.ts';
import { aclArn, ec2, type DenyParams } from './read.ts';
import { addedSince, freeNumber, isDenied } from './state.ts';

type Ctx = StepContext<DenyParams>;

const leave =
  (action: string) =>
  (p: DenyParams, place: Place): readonly Permission[] => [{ actions: [action], resources: [aclArn(p, place)] }];

const deny = (id: string, egress: boolean): Step<DenyParams> => ({
  id,
  // EC2 refuses a number that is taken (NetworkAclEntryAlreadyExists), be it by a repeat or by a response to another
  // address that chose the same: the next job reads anew and takes the next.
  kind: 'conditional',
  permissions: leave('ec2:CreateNetworkAclEntry'),
  presence: (ctx) => {
    if (!ctx.now.exists) return 'absent';
    if (isDenied(ctx.now, egress)) return 'present';
    // A deny that was added but comes too late: somebody allows before it. Another would only be overtaken as well.
    return addedSince(ctx.preImage, ctx.now, egress).length > 0 ? 'ambiguous' : 'absent';
  },
  request: (ctx) => {
    const number = ctx.now.exists ? freeNumber(ctx.now, egress) : undefined;
    if (number === undefined) return undefined;
    return ec2('CreateNetworkAclEntry', ctx.place, {
      NetworkAclId: ctx.params.networkAclId,
      RuleNumber: number,
      Protocol: '-1',
      RuleAction: 'deny',
      Egress: egress,
      ...(parseCidr(ctx.params.cidr)?.version === 6
        ? { Ipv6CidrBlock: ctx.params.cidr }
        : { CidrBlock: ctx.params.cidr }),
    });
  },
});

const allow = (id: string, egress: boolean): Step<DenyParams> => ({
  id,
  kind: 'conditional', // a rule that is gone cannot be deleted again
  permissions: leave('ec2:DeleteNetworkAclEntry'),
  presence: (ctx: Ctx) => {
    // Denied before: the step had nothing to add, and whatever denies it is somebody else's.
    if (!ctx.now.exists || isDenied(ctx.preImage, egress)) return 'present';
    const added = addedSince(ctx.preImage, ctx.now, egress).length;
    return added === 0 ? 'present' : added === 1 ? 'absent' : 'ambiguous';
  },
  request: (ctx: Ctx) => {
    const [ours] = addedSince(ctx.preImage, ctx.now, egress);
    return (
      ours &&
      ec2('DeleteNetworkAclEntry', ctx.place, {
        NetworkAclId: ctx.params.networkAclId,
        RuleNumber: ours.number,
        Egress: egress,
      })
    );
  },
});

/** What comes in first: it is the attacker who calls. */
export const steps: readonly Step<DenyParams>[] = [deny('deny-ingress', false), deny('deny-egress', true)];

export const revert: readonly Step<DenyParams>[] = [allow('allow-egress', true), allow('allow-ingress', false)];
