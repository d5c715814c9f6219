import type { AwsClient } from '../../aws/types.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { Notes } from './notes.ts';
import { listIn, objectIn, readAws, textIn, type Answer, type Budget } from './reader.ts';

interface Where {
  readonly account: string;
  readonly region: string;
}

/** Subnets in one call: AWS takes 200 values a filter, an incident has a few. */
const SUBNETS_MAX = 20;
/** Volumes of one instance that are named; the others are in the evidence. */
const VOLUMES_MAX = 8;

/**
 * What belongs to instances that findings name or that were found: the network ACL of each one's subnet, where addresses
 * can be denied without touching the instance; its volumes; its public address, which is ours and not the attacker's.
 */
export async function inspectAround(
  client: AwsClient,
  budget: Budget,
  notes: Notes,
  where: Where,
  instances: readonly Answer[],
): Promise<void> {
  const bySubnet = new Map<string, string[]>();
  for (const instance of instances) {
    const id = textIn(instance, 'InstanceId') ?? '';
    if (!/^i-[0-9a-f]{8,17}$/.test(id)) continue;
    tellOwn(notes, where, id, instance);
    const subnet = textIn(instance, 'SubnetId') ?? '';
    if (/^subnet-[0-9a-f]{8,17}$/.test(subnet)) bySubnet.set(subnet, [...(bySubnet.get(subnet) ?? []), id]);
  }
  const subnets = [...bySubnet.keys()].slice(0, SUBNETS_MAX);
  if (subnets.length === 0) return;
  const answer = await readAws(
    client,
    budget,
    notes,
    {
      service: 'ec2',
      operation: 'DescribeNetworkAcls',
      region: where.region,
      params: { Filters: [{ Name: 'association.subnet-id', Values: subnets }] },
    },
    `subnets in ${where.region}`,
  );
  for (const acl of listIn(answer, 'NetworkAcls', 'networkAclSet')) {
    const id = textIn(acl, 'NetworkAclId') ?? '';
    if (!/^acl-[0-9a-f]{8,17}$/.test(id)) continue;
    for (const association of listIn(acl, 'Associations', 'associationSet'))
      for (const of of bySubnet.get(textIn(association, 'SubnetId') ?? '') ?? [])
        notes.discover({ type: 'network_acl', id, role: 'related', of, ...where });
  }
}

function tellOwn(notes: Notes, where: Where, of: string, instance: Answer): void {
  const address = textIn(instance, 'PublicIpAddress', 'ipAddress');
  if (address !== undefined && /^[0-9.]{7,15}$/.test(address))
    notes.discover({ type: 'ip', id: address, role: 'related', of, ...where });
  for (const mapping of listIn(instance, 'BlockDeviceMappings', 'blockDeviceMapping').slice(0, VOLUMES_MAX)) {
    const volume = textIn(objectIn(mapping, 'Ebs'), 'VolumeId') ?? '';
    if (/^vol-[0-9a-f]{8,17}$/.test(volume))
      notes.discover({ type: 'volume', id: volume, role: 'related', of, ...where });
  }
}

/** A customer opts in by the name: IP sets called so are for Vedette to fill, and no others. */
const FOR_US = /^vedette-blocked-[\w-]{1,100}$/;
/** Regions whose lists are looked for; more is a load on the account that helps nobody. */
const REGIONS_MAX = 2;
/** The lists of CloudFront live in one region: https://docs.aws.amazon.com/waf/latest/APIReference/API_ListIPSets.html */
const CLOUDFRONT_REGION = 'us-east-1';
const PAGES_MAX = 2;
const PAGE = 100;

/**
 * WAF's IP sets that were made for Vedette, in the regions of findings and for CloudFront. Asked for only where a detector
 * or an indicator speaks ill of an address: our own rules alone block none.
 */
export async function inspectLists(
  client: AwsClient,
  budget: Budget,
  notes: Notes,
  account: string,
  findings: readonly Finding[],
): Promise<void> {
  const telling = findings.filter(
    (f) => f.account === account && f.kind !== 'rule' && f.entities.some((e) => e.type === 'ip' && e.role === 'source'),
  );
  if (telling.length === 0) return;
  const regions = [...new Set(telling.flatMap((f) => (f.region === undefined ? [] : [f.region])))].filter((r) =>
    /^[a-z]{2}(-[a-z]+)+-\d$/.test(r),
  );
  const places = [
    ...regions.slice(0, REGIONS_MAX).map((region) => ({ region, scope: 'REGIONAL' })),
    ...(regions.some((r) => /^(cn|us-gov)-/.test(r)) ? [] : [{ region: CLOUDFRONT_REGION, scope: 'CLOUDFRONT' }]),
  ];
  for (const { region, scope } of places) {
    let marker: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await readAws(
        client,
        budget,
        notes,
        {
          service: 'wafv2',
          operation: 'ListIPSets',
          region,
          params: { Scope: scope, Limit: PAGE, ...(marker === undefined ? {} : { NextMarker: marker }) },
        },
        `WAF IP sets (${scope}) in ${region}`,
      );
      for (const set of listIn(answer, 'IPSets')) {
        const name = textIn(set, 'Name') ?? '';
        const id = textIn(set, 'ARN') ?? '';
        if (!FOR_US.test(name) || !id.startsWith('arn:') || !id.includes(`:${account}:`)) continue;
        notes.discover({ type: 'ip_set', id, role: 'related', name, account, region });
      }
      marker = textIn(answer, 'NextMarker');
      if (marker === undefined) break;
    }
  }
}
