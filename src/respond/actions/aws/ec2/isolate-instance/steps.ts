import type { Presence, Step, StepContext } from '../../../../action.ts';
import { creating, onAssociations, onInterfaces, onOurs } from './permissions.ts';
import { ec2, TAG_INSTANCE, TAG_OPERATION, type InstanceParams } from './read.ts';
import {
  canCut,
  INTERFACES_MOST,
  isClosed,
  isIsolated,
  sameGroups,
  stateOf,
  type Interface,
  type QuarantineAcl,
  type QuarantineGroup,
} from './state.ts';

type Ctx = StepContext<InstanceParams>;

/** The end of an operation's id: unique, and short enough for a name. */
const tail = (opId: string): string => opId.replace(/^op_/, '').slice(-26);

const tagging = (ctx: Ctx, kind: 'security-group' | 'network-acl') => [
  {
    ResourceType: kind,
    Tags: [
      { Key: 'Name', Value: `vedette-quarantine-${tail(ctx.opId)}` },
      { Key: TAG_INSTANCE, Value: ctx.params.instanceId },
      { Key: TAG_OPERATION, Value: ctx.opId },
      { Key: 'vedette:incident', Value: ctx.incident },
    ],
  },
];

const groupsOf = (ctx: Ctx): QuarantineGroup[] => stateOf(ctx.now).quarantineGroups.filter((g) => g.opId === ctx.opId);
const aclsOf = (ctx: Ctx): QuarantineAcl[] => stateOf(ctx.now).quarantineAcls.filter((a) => a.opId === ctx.opId);
const onlyOne = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined);
const counted = (all: readonly unknown[]): Presence =>
  all.length === 0 ? 'absent' : all.length === 1 ? 'present' : 'ambiguous';

/** Interface `n` as it was, in the order of ids; and as it is, if it still is. */
const wasOf = (ctx: Ctx, n: number): Interface | undefined => stateOf(ctx.preImage).interfaces[n];
const isOf = (ctx: Ctx, was: Interface): Interface | undefined =>
  stateOf(ctx.now).interfaces.find((i) => i.id === was.id);

const needsGroup = (ctx: Ctx): boolean => !isIsolated(stateOf(ctx.preImage));
const needsAcl = (ctx: Ctx): boolean => canCut(stateOf(ctx.preImage));

const setGroups = (ctx: Ctx, id: string, groups: readonly string[]) =>
  ec2('ModifyNetworkInterfaceAttribute', ctx.place, { NetworkInterfaceId: id, Groups: [...groups] });

const quarantineGroup: Step<InstanceParams> = {
  id: 'quarantine-group',
  // EC2 has no client token here; the name, unique in its VPC, makes it refuse a second one, and the tag shows a first.
  kind: 'create',
  permissions: creating('CreateSecurityGroup', 'security-group'),
  presence: (ctx) => (needsGroup(ctx) ? counted(groupsOf(ctx)) : 'present'),
  request: (ctx) =>
    ec2('CreateSecurityGroup', ctx.place, {
      GroupName: `vedette-quarantine-${tail(ctx.opId)}`,
      Description: `Vedette: no traffic for ${ctx.params.instanceId}, incident ${ctx.incident}`.slice(0, 255),
      VpcId: stateOf(ctx.preImage).vpc,
      TagSpecifications: tagging(ctx, 'security-group'),
    }),
};

const stripEgress: Step<InstanceParams> = {
  id: 'strip-egress',
  kind: 'idempotent',
  permissions: onOurs('RevokeSecurityGroupEgress', 'security-group'),
  presence: (ctx) => {
    if (!needsGroup(ctx)) return 'present';
    const group = onlyOne(groupsOf(ctx));
    if (group && group.ingress > 0) return 'ambiguous';
    return group && isClosed(group) ? 'present' : 'absent';
  },
  request: (ctx) => {
    const group = onlyOne(groupsOf(ctx));
    if (!group) return undefined;
    return ec2('RevokeSecurityGroupEgress', ctx.place, {
      GroupId: group.id,
      IpPermissions: group.egress.map((e) => ({
        IpProtocol: e.protocol,
        ...(e.v4.length > 0 ? { IpRanges: e.v4.map((CidrIp) => ({ CidrIp })) } : {}),
        ...(e.v6.length > 0 ? { Ipv6Ranges: e.v6.map((CidrIpv6) => ({ CidrIpv6 })) } : {}),
      })),
    });
  },
};

const swapGroups = (n: number): Step<InstanceParams> => ({
  id: `swap-groups-${n + 1}`,
  kind: 'idempotent',
  permissions: onInterfaces,
  presence: (ctx) => {
    const was = wasOf(ctx, n);
    const is = was && isOf(ctx, was);
    if (!was || !is || !needsGroup(ctx)) return 'present';
    const group = onlyOne(groupsOf(ctx));
    if (group && sameGroups(is.groups, [group.id])) return 'present';
    return sameGroups(is.groups, was.groups) ? 'absent' : 'ambiguous';
  },
  // Not before the group is seen to be closed: with its first egress rule it would be more open than some.
  request: (ctx) => {
    const was = wasOf(ctx, n);
    const group = onlyOne(groupsOf(ctx));
    return was && group && isClosed(group) ? setGroups(ctx, was.id, [group.id]) : undefined;
  },
});

const quarantineAcl: Step<InstanceParams> = {
  id: 'quarantine-acl',
  kind: 'idempotent', // by its client token
  permissions: creating('CreateNetworkAcl', 'network-acl'),
  presence: (ctx) => (needsAcl(ctx) ? counted(aclsOf(ctx)) : 'present'),
  // A new network ACL has one entry each way, the one that denies everything and cannot be removed.
  request: (ctx) =>
    ec2('CreateNetworkAcl', ctx.place, {
      VpcId: stateOf(ctx.preImage).vpc,
      ClientToken: ctx.opId,
      TagSpecifications: tagging(ctx, 'network-acl'),
    }),
};

const cutTrackedConnections: Step<InstanceParams> = {
  id: 'cut-tracked-connections',
  kind: 'conditional', // every replacement has a new id, so that a repeat with the old one is refused
  permissions: onAssociations,
  presence: (ctx) => {
    if (!needsAcl(ctx)) return 'present';
    const was = stateOf(ctx.preImage).subnet;
    const is = stateOf(ctx.now).subnet;
    if (!is || !was) return 'ambiguous';
    if (is.acl === onlyOne(aclsOf(ctx))?.id) return 'present';
    // Somebody moved into the subnet since: what cuts this instance off would cut them off.
    return is.acl === was.acl && is.alone ? 'absent' : 'ambiguous';
  },
  request: (ctx) => {
    const acl = onlyOne(aclsOf(ctx));
    const is = stateOf(ctx.now).subnet;
    if (!acl || acl.open || !is) return undefined;
    return ec2('ReplaceNetworkAclAssociation', ctx.place, { AssociationId: is.association, NetworkAclId: acl.id });
  },
};

const restoreAcl: Step<InstanceParams> = {
  id: 'restore-acl',
  kind: 'conditional',
  permissions: onAssociations,
  presence: (ctx) => {
    const was = stateOf(ctx.preImage).subnet;
    const acl = onlyOne(aclsOf(ctx));
    if (!was || !needsAcl(ctx)) return 'present';
    // Told by our ACL's own associations: the subnet outlives the instance.
    if (acl && acl.associations.length > 0) return acl.associations.length === 1 ? 'absent' : 'ambiguous';
    const is = stateOf(ctx.now).subnet;
    return is && is.acl !== was.acl ? 'ambiguous' : 'present';
  },
  request: (ctx) => {
    const was = stateOf(ctx.preImage).subnet;
    const association = onlyOne(aclsOf(ctx))?.associations[0];
    if (!was || association === undefined) return undefined;
    return ec2('ReplaceNetworkAclAssociation', ctx.place, { AssociationId: association, NetworkAclId: was.acl });
  },
};

const deleteAcl: Step<InstanceParams> = {
  id: 'delete-acl',
  kind: 'idempotent',
  permissions: onOurs('DeleteNetworkAcl', 'network-acl'),
  presence: (ctx) => (aclsOf(ctx).length === 0 ? 'present' : 'absent'),
  request: (ctx) => {
    const acl = aclsOf(ctx)[0];
    return acl?.associations.length === 0 ? ec2('DeleteNetworkAcl', ctx.place, { NetworkAclId: acl.id }) : undefined;
  },
};

const restoreGroups = (n: number): Step<InstanceParams> => ({
  id: `restore-groups-${n + 1}`,
  kind: 'idempotent',
  permissions: onInterfaces,
  presence: (ctx) => {
    const was = wasOf(ctx, n);
    const is = was && isOf(ctx, was);
    if (!was || !is || sameGroups(is.groups, was.groups)) return 'present';
    return is.groups.length === 1 && groupsOf(ctx).some((g) => g.id === is.groups[0]) ? 'absent' : 'ambiguous';
  },
  request: (ctx) => {
    const was = wasOf(ctx, n);
    return was && setGroups(ctx, was.id, was.groups);
  },
});

const deleteGroup: Step<InstanceParams> = {
  id: 'delete-group',
  kind: 'idempotent',
  permissions: onOurs('DeleteSecurityGroup', 'security-group'),
  presence: (ctx) => (groupsOf(ctx).length === 0 ? 'present' : 'absent'),
  request: (ctx) => {
    const group = groupsOf(ctx)[0];
    return group && ec2('DeleteSecurityGroup', ctx.place, { GroupId: group.id });
  },
};

const each = (step: (n: number) => Step<InstanceParams>) => Array.from({ length: INTERFACES_MOST }, (_, n) => step(n));

export const steps: readonly Step<InstanceParams>[] = [
  quarantineGroup,
  stripEgress,
  ...each(swapGroups),
  quarantineAcl,
  cutTrackedConnections,
];

/** The subnet first, while the groups still close the instance; then the groups; last what was made for it. */
export const revert: readonly Step<InstanceParams>[] = [restoreAcl, deleteAcl, ...each(restoreGroups), deleteGroup];
