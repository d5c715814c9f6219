import type { AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, list, tagsOf, text } from '../../../../answer.ts';
import type { Egress, Interface, IsolationState, QuarantineAcl, QuarantineGroup } from './state.ts';
import { INTERFACES_MOST } from './state.ts';

export interface InstanceParams {
  instanceId: string;
}

/** Tags on everything that the action makes: which instance it is for, and which operation made it. */
export const TAG_INSTANCE = 'vedette:instance';
export const TAG_OPERATION = 'vedette:operation';

export const ec2 = (operation: string, place: Place, params: { [key: string]: Json }) => ({
  service: 'ec2' as const,
  operation,
  region: place.region,
  params,
});

const byTag = (instanceId: string) => ({ Filters: [{ Name: `tag:${TAG_INSTANCE}`, Values: [instanceId] }] });

const ranges = (permission: Json, name: string, cidr: string): string[] =>
  list(permission, name).map((r) => text(r, cidr));

function groupOf(g: Json): QuarantineGroup {
  const egress: Egress[] = list(g, 'IpPermissionsEgress').map((p) => ({
    protocol: text(p, 'IpProtocol'),
    v4: ranges(p, 'IpRanges', 'CidrIp'),
    v6: ranges(p, 'Ipv6Ranges', 'CidrIpv6'),
  }));
  return {
    id: text(g, 'GroupId'),
    opId: tagsOf(g, 'Tags')[TAG_OPERATION] ?? '',
    ingress: list(g, 'IpPermissions').length,
    egress,
  };
}

function aclOf(a: Json): QuarantineAcl {
  return {
    id: text(a, 'NetworkAclId'),
    opId: tagsOf(a, 'Tags')[TAG_OPERATION] ?? '',
    open: list(a, 'Entries').some((e) => text(e, 'RuleAction') === 'allow'),
    associations: list(a, 'Associations').map((x) => text(x, 'NetworkAclAssociationId')),
  };
}

const interfaceOf = (i: Json): Interface => ({
  id: text(i, 'NetworkInterfaceId'),
  subnet: text(i, 'SubnetId'),
  groups: list(i, 'Groups')
    .map((g) => text(g, 'GroupId'))
    .sort(),
});

/**
 * Who else has an interface in the subnet, and which network ACL it has. On a server without one of the calls the subnet is
 * left alone. A refusal is an error all the same: what was cut off there must be seen to be given back.
 */
async function subnetOf(
  read: AwsRead,
  place: Place,
  subnet: string,
  own: readonly string[],
): Promise<Result<IsolationState['subnet'], AwsError>> {
  const [neighbours, acls] = await Promise.all([
    read(ec2('DescribeNetworkInterfaces', place, { Filters: [{ Name: 'subnet-id', Values: [subnet] }] })),
    read(ec2('DescribeNetworkAcls', place, { Filters: [{ Name: 'association.subnet-id', Values: [subnet] }] })),
  ]);
  for (const answer of [neighbours, acls])
    if (!answer.ok) return answer.error.kind === 'unsupported' ? ok(null) : answer;
  if (!neighbours.ok || !acls.ok) return ok(null);
  const ids = list(neighbours.value, 'NetworkInterfaces').map((i) => text(i, 'NetworkInterfaceId'));
  const more = text(neighbours.value, 'NextToken') !== '';
  for (const acl of list(acls.value, 'NetworkAcls'))
    for (const a of list(acl, 'Associations'))
      if (text(a, 'SubnetId') === subnet)
        return ok({
          id: subnet,
          alone: !more && ids.every((id) => own.includes(id)),
          acl: text(acl, 'NetworkAclId'),
          association: text(a, 'NetworkAclAssociationId'),
        });
  return ok(null);
}

/** Reads the instance, its interfaces, their subnet, and whatever was made to quarantine it. See {@link IsolationState}. */
export async function readInstance(
  read: AwsRead,
  params: InstanceParams,
  place: Place,
): Promise<Result<Snapshot, AwsError>> {
  const [found, groups, acls] = await Promise.all([
    read(ec2('DescribeInstances', place, { InstanceIds: [params.instanceId] })),
    read(ec2('DescribeSecurityGroups', place, byTag(params.instanceId))),
    read(ec2('DescribeNetworkAcls', place, byTag(params.instanceId))),
  ]);
  if (!found.ok && found.error.kind !== 'not_found') return found;
  if (!groups.ok) return groups;
  if (!acls.ok) return acls;
  const made = {
    quarantineGroups: list(groups.value, 'SecurityGroups').map(groupOf).sort(byId),
    quarantineAcls: list(acls.value, 'NetworkAcls').map(aclOf).sort(byId),
  };
  const instance = found.ok
    ? list(found.value, 'Reservations')
        .flatMap((r) => list(r, 'Instances'))
        .find((i) => text(i, 'InstanceId') === params.instanceId)
    : undefined;
  const status = text(field(instance, 'State'), 'Name');
  if (instance === undefined || status === 'terminated' || status === 'shutting-down')
    return ok(snapshotOf(false, {}, place, { vpc: '', interfaces: [], subnet: null, ...made }));
  const interfaces = list(instance, 'NetworkInterfaces').map(interfaceOf).sort(byId);
  if (interfaces.length > INTERFACES_MOST)
    return err({
      kind: 'unsupported',
      code: 'TooManyInterfaces',
      message: `the instance has ${interfaces.length} network interfaces; at most ${INTERFACES_MOST} can be isolated`,
    });
  const subnets = [...new Set(interfaces.map((i) => i.subnet))];
  const subnet =
    subnets.length === 1
      ? await subnetOf(
          read,
          place,
          subnets[0]!,
          interfaces.map((i) => i.id),
        )
      : ok(null);
  if (!subnet.ok) return subnet;
  const state: IsolationState = { vpc: text(instance, 'VpcId'), interfaces, subnet: subnet.value, ...made };
  return ok(snapshotOf(true, tagsOf(instance, 'Tags'), place, state));
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const snapshotOf = (exists: boolean, tags: Record<string, string>, place: Place, state: IsolationState): Snapshot => ({
  exists,
  tags,
  dependents: state.interfaces.map(
    (i) => `arn:${place.partition}:ec2:${place.region}:${place.account}:network-interface/${i.id}`,
  ),
  state: state as unknown as JsonObject,
});
