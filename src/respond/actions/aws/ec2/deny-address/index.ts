import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { blockable } from '../../../../cidr.ts';
import { CidrParam } from '../../../../cidr-param.ts';
import { probeAcl } from './probe.ts';
import { addressArn, readAcl } from './read.ts';
import { denies, expectedOf, freeNumber, isDenied, isFull, materialOf } from './state.ts';
import { revert, steps } from './steps.ts';

const params = z.strictObject({
  networkAclId: z.string().regex(/^acl-[0-9a-f]{8,17}$/, 'the id of a network ACL (acl-…)'),
  /** At most a /24 or /48 of the public internet: more would cut off many others, and private addresses are our own side. */
  cidr: CidrParam,
});

const ways = [
  { egress: false, name: 'ingress' },
  { egress: true, name: 'egress' },
];

export const denyAddress = {
  id: 'aws.ec2.deny-address',
  title: 'Deny an address at a network ACL',
  description:
    'Puts a rule before all that allow into a network ACL, in each direction, which denies an address or a block no wider than /24 (IPv4) or /48 (IPv6) for every subnet behind it.',
  params,
  risk: 'reversible',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1037'],
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
  ],
  compensates: ['aws.ec2.isolate-instance'],
  paramsFor: (entity, { entities }) => {
    const cidr = entity.type === 'ip' ? blockable(entity.id) : undefined;
    if (cidr === undefined) return [];
    return entities.flatMap((e) => {
      const networkAclId = e.type === 'network_acl' ? e.id.split('/').at(-1) : undefined;
      const parsed = params.safeParse({ networkAclId, cidr });
      return parsed.success ? [parsed.data] : [];
    });
  },
  target: addressArn,
  // The address alone. Rule numbers are shared with other addresses: EC2 refuses a second rule of the same number.
  locks: (p, place) => [addressArn(p, place)],
  // EC2's Describe calls know no resources.
  readPermissions: () => [{ actions: ['ec2:DescribeNetworkAcls'], resources: ['*'] }],
  read: readAcl,
  material: materialOf,
  expected: expectedOf,
  notes: (preImage) => [
    `Network ACLs keep no state: open connections with the address end too, in ${preImage.dependents.length} subnet(s), for everything in them.`,
    'They see the address that packets carry: behind a load balancer, CDN or NAT that is not the attacker’s. Traffic within a subnet does not pass them.',
    ...ways.flatMap(({ egress, name }) => {
      if (isDenied(preImage, egress))
        return [`${name}: denied already by rule ${denies(preImage, egress)[0]?.number}, which stays on release.`];
      if (freeNumber(preImage, egress) === undefined)
        return [`${name}: no rule number is free before the first rule that allows; this will fail until one is.`];
      return isFull(preImage, egress)
        ? [`${name}: the ACL has the 20 rules that AWS allows by default; without a higher quota this will fail.`]
        : [];
    }),
  ],
  steps,
  revert,
  probe: probeAcl,
} satisfies Action<typeof params>;
