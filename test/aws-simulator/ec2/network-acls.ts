import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Handlers } from '../call.ts';
import type { AclEntry, NetworkAcl } from '../model.ts';
import type { Out } from '../xml-out.ts';
import { aclEntries, LAST_ENTRY } from './network-acl-entries.ts';
import {
  all,
  authorizeCreation,
  describe,
  find,
  resourceOf,
  save,
  specifiedTags,
  stopDryRun,
  tagsOut,
} from './shared.ts';

const entryOut = (e: AclEntry): Out => ({
  ruleNumber: e.number,
  protocol: e.protocol,
  ruleAction: e.action,
  egress: e.egress,
  cidrBlock: e.cidr,
  ipv6CidrBlock: e.cidr6,
  portRange: e.ports,
});

const aclOut = (call: Call, a: NetworkAcl) => ({
  networkAclId: a.id,
  vpcId: a.vpc,
  ownerId: call.caller.account,
  default: a.isDefault,
  entrySet: [
    ...a.entries.toSorted((x, y) => x.number - y.number).map(entryOut),
    ...[true, false].map((egress) =>
      entryOut({ number: LAST_ENTRY, egress, action: 'deny', protocol: '-1', cidr: '0.0.0.0/0' }),
    ),
  ],
  associationSet: a.associations.map((x) => ({
    networkAclAssociationId: x.id,
    networkAclId: a.id,
    subnetId: x.subnet,
  })),
  tagSet: tagsOut(a.tags),
});

function create(call: Call) {
  const vpc = call.params.need('VpcId');
  const tags = specifiedTags(call, 'acl');
  authorizeCreation(call, 'acl', tags, [resourceOf(call, 'vpc', vpc)]);
  stopDryRun(call);
  find(call, 'vpc', vpc);
  const token = call.params.text('ClientToken');
  const before = token === undefined ? undefined : all(call, 'acl').find((a) => a.clientToken === token);
  if (before && before.vpc !== vpc)
    throw new ApiError('IdempotentParameterMismatch', 'The client token was used with other parameters');
  const acl: NetworkAcl = before ?? {
    id: call.store.resourceId('acl'),
    vpc,
    isDefault: false,
    tags,
    entries: [],
    associations: [],
    ...(token === undefined ? {} : { clientToken: token }),
  };
  save(call, 'acl', acl);
  return { networkAcl: aclOut(call, acl), ...(token === undefined ? {} : { clientToken: token }) };
}

/** The new association has a new id; the old one's is not known any more. */
function replaceAssociation(call: Call) {
  const old = call.params.need('AssociationId');
  const id = call.params.need('NetworkAclId');
  const from = all(call, 'acl').find((a) => a.associations.some((x) => x.id === old));
  const association = from?.associations.find((x) => x.id === old);
  authorize(call, [
    resourceOf(call, 'acl', id),
    ...(association ? [resourceOf(call, 'subnet', association.subnet)] : []),
  ]);
  stopDryRun(call);
  if (!from || !association)
    throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${old.slice(0, 60)}' does not exist`);
  const to = find(call, 'acl', id);
  if (to.vpc !== from.vpc)
    throw new ApiError('InvalidParameterValue', `Network ACL ${id} and the subnet belong to different networks.`);
  const made = { id: call.store.resourceId('aclassoc'), subnet: association.subnet };
  save(call, 'acl', { ...from, associations: from.associations.filter((x) => x.id !== old) });
  const target = find(call, 'acl', id);
  save(call, 'acl', { ...target, associations: [...target.associations, made] });
  return { newAssociationId: made.id };
}

export const networkAcls: Handlers = {
  DescribeNetworkAcls: (call) => {
    const { items, nextToken } = describe(call, 'acl', 'NetworkAclId', {
      'network-acl-id': (a) => [a.id],
      'vpc-id': (a) => [a.vpc],
      default: (a) => [String(a.isDefault)],
      'association.subnet-id': (a) => a.associations.map((x) => x.subnet),
      'association.association-id': (a) => a.associations.map((x) => x.id),
    });
    return { networkAclSet: items.map((a) => aclOut(call, a)), nextToken };
  },
  CreateNetworkAcl: create,
  ...aclEntries,
  ReplaceNetworkAclAssociation: replaceAssociation,
  DeleteNetworkAcl: (call) => {
    const id = call.params.need('NetworkAclId');
    authorize(call, [resourceOf(call, 'acl', id)]);
    stopDryRun(call);
    const acl = find(call, 'acl', id);
    if (acl.isDefault) throw new ApiError('InvalidParameterValue', `Cannot delete default network ACL ${id}`);
    if (acl.associations.length > 0)
      throw new ApiError('DependencyViolation', `The networkAcl '${id}' has dependencies and cannot be deleted.`);
    call.store.remove('acl', placeOf(call), id);
    return { return: true };
  },
};
