import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Handlers } from '../call.ts';
import type { SecurityGroup } from '../model.ts';
import { authorizeRules, OPEN_EGRESS, permissionsOut, revokeRules } from './rules.ts';
import {
  all,
  arnOf,
  authorizeCreation,
  describe,
  find,
  KINDS,
  resourceOf,
  save,
  specifiedTags,
  stopDryRun,
  tagsOut,
} from './shared.ts';

const groupOut = (call: Call, g: SecurityGroup) => ({
  ownerId: call.caller.account,
  groupId: g.id,
  groupName: g.name,
  groupDescription: g.description,
  vpcId: g.vpc,
  ipPermissions: permissionsOut(
    call,
    g.rules.filter((r) => !r.egress),
  ),
  ipPermissionsEgress: permissionsOut(
    call,
    g.rules.filter((r) => r.egress),
  ),
  tagSet: tagsOut(g.tags),
  securityGroupArn: arnOf(call, 'group', g.id),
});

const ALLOWED_TEXT = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

function create(call: Call) {
  const { params } = call;
  const name = params.need('GroupName');
  const description = params.need('GroupDescription');
  const vpc = params.text('VpcId') ?? all(call, 'vpc').find((v) => v.isDefault)?.id;
  if (vpc === undefined) throw new ApiError('VPCIdNotSpecified', 'No default VPC for this user');
  const tags = specifiedTags(call, 'group');
  authorizeCreation(call, 'group', tags, [resourceOf(call, 'vpc', vpc)]);
  stopDryRun(call);
  if (!ALLOWED_TEXT.test(name) || name.startsWith('sg-'))
    throw new ApiError('InvalidParameterValue', `Value (${name.slice(0, 60)}) for parameter GroupName is invalid.`);
  if (!ALLOWED_TEXT.test(description))
    throw new ApiError(
      'InvalidParameterValue',
      'Invalid security group description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  find(call, 'vpc', vpc);
  if (all(call, 'group').some((g) => g.vpc === vpc && g.name === name))
    throw new ApiError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc}'`);
  const group: SecurityGroup = {
    id: call.store.resourceId('sg'),
    name,
    description,
    vpc,
    tags,
    rules: [{ ...OPEN_EGRESS, id: call.store.resourceId('sgr') }],
  };
  save(call, 'group', group);
  return { return: true, groupId: group.id, tagSet: tagsOut(tags), securityGroupArn: arnOf(call, 'group', group.id) };
}

function remove(call: Call) {
  const id = call.params.need('GroupId');
  authorize(call, [resourceOf(call, 'group', id)]);
  stopDryRun(call);
  const group = find(call, 'group', id);
  if (group.name === 'default')
    throw new ApiError('CannotDelete', 'the specified group: "default" name: "default" cannot be deleted by a user');
  const used =
    all(call, 'interface').some((i) => i.groups.includes(id)) ||
    all(call, 'group').some((g) => g.id !== id && g.rules.some((r) => r.peer.kind === 'group' && r.peer.value === id));
  if (used) throw new ApiError('DependencyViolation', `resource ${id} has a dependent object`);
  call.store.remove('group', placeOf(call), id);
  return { return: true, groupId: id };
}

/** Groups for an interface: they exist, lie in its VPC, and are neither none nor too many. */
export function checkGroups(call: Call, ids: readonly string[], vpc: string): void {
  if (ids.length === 0) throw new ApiError('InvalidParameterValue', 'You must specify at least one security group');
  if (ids.length > 16)
    throw new ApiError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'You have exceeded the maximum number of security groups',
    );
  for (const id of ids) {
    const group = find(call, 'group', id);
    if (group.vpc !== vpc)
      throw new ApiError('InvalidGroup.NotFound', `The security group '${id}' does not exist in VPC '${vpc}'`);
  }
}

export const groupsOut = (call: Call, ids: readonly string[]) =>
  ids.map((groupId) => ({
    groupId,
    groupName: call.store.get('group', placeOf(call), groupId)?.name ?? '',
  }));

export const securityGroups: Handlers = {
  DescribeSecurityGroups: (call) => {
    const names = call.params.list('GroupName');
    const { items, nextToken } = describe(call, 'group', 'GroupId', {
      'group-id': (g) => [g.id],
      'group-name': (g) => [g.name],
      description: (g) => [g.description],
      'vpc-id': (g) => [g.vpc],
      'owner-id': () => [call.caller.account],
      'ip-permission.cidr': (g) => g.rules.filter((r) => !r.egress).map((r) => r.peer.value),
      'ip-permission.group-id': (g) =>
        g.rules.filter((r) => !r.egress && r.peer.kind === 'group').map((r) => r.peer.value),
    });
    const chosen = names.length === 0 ? items : items.filter((g) => names.includes(g.name));
    if (names.length > chosen.length)
      throw new ApiError(KINDS.group.notFound, `The security group '${names[0]}' does not exist in default VPC`);
    return { securityGroupInfo: chosen.map((g) => groupOut(call, g)), nextToken };
  },
  CreateSecurityGroup: create,
  DeleteSecurityGroup: remove,
  AuthorizeSecurityGroupIngress: (call) => authorizeRules(call, false),
  AuthorizeSecurityGroupEgress: (call) => authorizeRules(call, true),
  RevokeSecurityGroupIngress: (call) => revokeRules(call, false),
  RevokeSecurityGroupEgress: (call) => revokeRules(call, true),
};
