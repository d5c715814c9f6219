import { ApiError } from '../api-error.ts';
import { authorize, type Call } from '../call.ts';
import type { GroupRule, SecurityGroup } from '../model.ts';
import type { Params } from '../params.ts';
import type { Out } from '../xml-out.ts';
import { find, resourceOf, save, stopDryRun } from './shared.ts';

type Peer = GroupRule['peer'];
type NewRule = Omit<GroupRule, 'id'>;

/** A security group's quota of rules each way: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const RULES_MOST = 60;

const PROTOCOLS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6', all: '-1' };

/** One API permission as single rules: each peer is one. */
function rulesOf(p: Params, egress: boolean): NewRule[] {
  const given = p.need('IpProtocol').toLowerCase();
  const protocol = PROTOCOLS[given] ?? given;
  const [from, to] = [p.whole('FromPort'), p.whole('ToPort')];
  const ports = protocol === '-1' || from === undefined || to === undefined ? {} : { from, to };
  if ((protocol === 'tcp' || protocol === 'udp') && from === undefined)
    throw new ApiError(
      'InvalidParameterValue',
      'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    );
  const rule = (kind: Peer['kind'], value: string | undefined, description: string | undefined): NewRule[] =>
    value === undefined
      ? []
      : [{ egress, protocol, ...ports, peer: { kind, value }, ...(description === undefined ? {} : { description }) }];
  const rules = [
    ...p.structs('IpRanges').flatMap((r) => rule('v4', cidr(r.need('CidrIp')), r.text('Description'))),
    ...p.structs('Ipv6Ranges').flatMap((r) => rule('v6', r.need('CidrIpv6'), r.text('Description'))),
    ...p.structs('Groups').flatMap((r) => rule('group', r.need('GroupId'), r.text('Description'))),
    ...p.structs('PrefixListIds').flatMap((r) => rule('prefix', r.need('PrefixListId'), r.text('Description'))),
    ...rule('v4', p.text('CidrIp') === undefined ? undefined : cidr(p.need('CidrIp')), undefined),
  ];
  if (rules.length === 0) throw new ApiError('InvalidParameterValue', 'A rule needs a CIDR, a group or a prefix list');
  return rules;
}

function cidr(text: string): string {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match || match.slice(1, 5).some((n) => Number(n) > 255) || Number(match[5]) > 32)
    throw new ApiError('InvalidParameterValue', `CIDR block ${text.slice(0, 60)} is malformed`);
  return text;
}

function asked(call: Call, egress: boolean): NewRule[] {
  const listed = call.params.structs('IpPermissions').flatMap((p) => rulesOf(p, egress));
  return call.params.text('IpProtocol') === undefined ? listed : [...listed, ...rulesOf(call.params, egress)];
}

const same = (a: NewRule, b: NewRule): boolean =>
  a.egress === b.egress &&
  a.protocol === b.protocol &&
  a.from === b.from &&
  a.to === b.to &&
  a.peer.kind === b.peer.kind &&
  a.peer.value === b.peer.value;

const ruleOut = (call: Call, group: SecurityGroup, r: GroupRule): Out => ({
  securityGroupRuleId: r.id,
  groupId: group.id,
  groupOwnerId: call.caller.account,
  isEgress: r.egress,
  ipProtocol: r.protocol,
  fromPort: r.from ?? -1,
  toPort: r.to ?? -1,
  ...(r.peer.kind === 'v4' ? { cidrIpv4: r.peer.value } : {}),
  ...(r.peer.kind === 'v6' ? { cidrIpv6: r.peer.value } : {}),
  ...(r.peer.kind === 'prefix' ? { prefixListId: r.peer.value } : {}),
  ...(r.peer.kind === 'group' ? { referencedGroupInfo: { groupId: r.peer.value, userId: call.caller.account } } : {}),
  ...(r.description === undefined ? {} : { description: r.description }),
});

function groupIn(call: Call): SecurityGroup {
  const id = call.params.need('GroupId');
  authorize(call, [resourceOf(call, 'group', id)]);
  stopDryRun(call);
  return find(call, 'group', id);
}

export function authorizeRules(call: Call, egress: boolean) {
  const group = groupIn(call);
  const fresh = asked(call, egress);
  for (const r of fresh) {
    if (r.peer.kind === 'group') find(call, 'group', r.peer.value);
    if (group.rules.some((g) => same(g, r)))
      throw new ApiError(
        'InvalidPermission.Duplicate',
        `the specified rule "peer: ${r.peer.value}, ${r.protocol}" already exists`,
      );
  }
  const added = fresh.map((r) => ({ ...r, id: call.store.resourceId('sgr') }));
  const rules = [...group.rules, ...added];
  if (rules.filter((r) => r.egress === egress).length > RULES_MOST)
    throw new ApiError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  save(call, 'group', { ...group, rules });
  return { return: true, securityGroupRuleSet: added.map((r) => ruleOut(call, group, r)) };
}

/** In a VPC, a rule that is not there is an error. */
export function revokeRules(call: Call, egress: boolean) {
  const group = groupIn(call);
  const ids = new Set(call.params.list('SecurityGroupRuleId'));
  for (const id of ids)
    if (!group.rules.some((r) => r.id === id && r.egress === egress))
      throw new ApiError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
  const gone = asked(call, egress);
  for (const r of gone)
    if (!group.rules.some((g) => same(g, r)))
      throw new ApiError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  const removed = group.rules.filter((g) => ids.has(g.id) || gone.some((r) => same(g, r)));
  save(call, 'group', { ...group, rules: group.rules.filter((g) => !removed.includes(g)) });
  return {
    return: true,
    revokedSecurityGroupRuleSet: removed.map((r) => ({
      securityGroupRuleId: r.id,
      groupId: group.id,
      isEgress: r.egress,
      ipProtocol: r.protocol,
      fromPort: r.from ?? -1,
      toPort: r.to ?? -1,
      ...(r.peer.kind === 'v4' ? { cidrIpv4: r.peer.value } : {}),
      ...(r.peer.kind === 'group' ? { referencedGroupId: r.peer.value } : {}),
    })),
  };
}

/** Rules of one direction as the permissions that DescribeSecurityGroups shows: those of one protocol and range together. */
export function permissionsOut(call: Call, rules: readonly GroupRule[]): Out {
  const byRange = Map.groupBy(rules, (r) => `${r.protocol} ${r.from ?? ''} ${r.to ?? ''}`);
  return [...byRange.values()].map((same) => {
    const first = same[0]!;
    const of = (kind: Peer['kind'], member: string): Out =>
      same
        .filter((r) => r.peer.kind === kind)
        .map((r) => ({
          [member]: r.peer.value,
          ...(kind === 'group' ? { userId: call.caller.account } : {}),
          ...(r.description === undefined ? {} : { description: r.description }),
        }));
    return {
      ipProtocol: first.protocol,
      fromPort: first.from,
      toPort: first.to,
      groups: of('group', 'groupId'),
      ipRanges: of('v4', 'cidrIp'),
      ipv6Ranges: of('v6', 'cidrIpv6'),
      prefixListIds: of('prefix', 'prefixListId'),
    };
  });
}

export const OPEN_EGRESS: NewRule = { egress: true, protocol: '-1', peer: { kind: 'v4', value: '0.0.0.0/0' } };
