import type { AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { list, tagsOf, text } from '../../../../answer.ts';
import type { AclState, Entry } from './state.ts';

export interface DenyParams {
  networkAclId: string;
  /** Canonical, with its prefix length */
  cidr: string;
}

export const ec2 = (operation: string, place: Place, params: { [key: string]: Json }) => ({
  service: 'ec2' as const,
  operation,
  region: place.region,
  params,
});

const arn = (place: Place, resource: string): string =>
  `arn:${place.partition}:ec2:${place.region}:${place.account}:${resource}`;

export const aclArn = (p: DenyParams, place: Place): string => arn(place, `network-acl/${p.networkAclId}`);

/** Pseudo-ARN of one address at an ACL: two incidents may each hold their own. */
export const addressArn = (p: DenyParams, place: Place): string => `${aclArn(p, place)}/address/${p.cidr}`;

const entryOf = (e: Json): Entry => ({
  number: Number(text(e, 'RuleNumber')),
  egress: text(e, 'Egress') === 'true',
  allow: text(e, 'RuleAction') !== 'deny',
  protocol: text(e, 'Protocol'),
  cidr: text(e, 'CidrBlock') || text(e, 'Ipv6CidrBlock'),
});

/** Reads the ACL, its entries and the subnets behind it. A missing ACL is an answer. */
export async function readAcl(read: AwsRead, p: DenyParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const answer = await read(ec2('DescribeNetworkAcls', place, { NetworkAclIds: [p.networkAclId] }));
  if (!answer.ok && answer.error.kind !== 'not_found') return answer;
  const acl = answer.ok
    ? list(answer.value, 'NetworkAcls').find((a) => text(a, 'NetworkAclId') === p.networkAclId)
    : undefined;
  if (acl === undefined) return ok({ exists: false, tags: {}, dependents: [], state: {} });
  const state: AclState = {
    entries: list(acl, 'Entries')
      .map(entryOf)
      .sort((a, b) => Number(a.egress) - Number(b.egress) || a.number - b.number),
    cidr: p.cidr,
  };
  return ok({
    exists: true,
    tags: tagsOf(acl, 'Tags'),
    dependents: list(acl, 'Associations')
      .map((a) => arn(place, `subnet/${text(a, 'SubnetId')}`))
      .sort(),
    state: state as unknown as JsonObject,
  });
}
