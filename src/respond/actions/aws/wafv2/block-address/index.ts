import * as z from 'zod';
import { parseArn } from '../../../../../aws/arn.ts';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { blockable } from '../../../../cidr.ts';
import { CidrParam } from '../../../../cidr-param.ts';
import { probeSet } from './probe.ts';
import { addressArn, readSet, setArn, stateOf } from './read.ts';
import { revert, steps } from './steps.ts';

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html */
const params = z.strictObject({
  scope: z.enum(['REGIONAL', 'CLOUDFRONT']),
  /** Sets made for Vedette to fill. Any other might be an allow list, into which an address to block must never come. */
  ipSetName: z
    .string()
    .regex(/^vedette-blocked-[A-Za-z0-9_-]{1,112}$/, 'an IP set made to block by: vedette-blocked-…'),
  ipSetId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the id of an IP set'),
  /** At most a /24 or /48 of the public internet: a block cuts off everybody in it, who may be many customers of one provider. */
  address: CidrParam,
});

export const blockAddress = {
  id: 'aws.wafv2.block-address',
  title: 'Block an address at the web application firewall',
  description:
    'Adds an address, or a block no wider than /24 (IPv4) or /48 (IPv6), to an IP set of AWS WAF that web ACLs block by. Other addresses of the set are kept as they are.',
  params,
  risk: 'reversible',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1037', 'M1031'],
  references: [
    'https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html',
    'https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-ipset-match.html',
    'https://docs.aws.amazon.com/waf/latest/developerguide/limits.html',
  ],
  paramsFor: (entity, { entities }) => {
    const address = entity.type === 'ip' ? blockable(entity.id) : undefined;
    if (address === undefined) return [];
    return entities.flatMap((e) => {
      const arn = e.type === 'ip_set' ? parseArn(e.id) : undefined;
      const [, kind, ipSetName = '', ipSetId] =
        /^(regional|global)\/ipset\/([^/]+)\/([^/]+)$/.exec(arn?.service === 'wafv2' ? arn.resource : '') ?? [];
      const scope = kind === 'global' ? 'CLOUDFRONT' : 'REGIONAL';
      const parsed = params.safeParse({ scope, ipSetName, ipSetId, address });
      return parsed.success ? [parsed.data] : [];
    });
  },
  target: addressArn,
  locks: (p, place) => [addressArn(p, place)],
  readPermissions: (p, place) => [
    { actions: ['wafv2:GetIPSet', 'wafv2:ListTagsForResource'], resources: [setArn(p, place)] },
  ],
  read: readSet,
  // Not the token, nor the others' addresses: those change without touching ours.
  material: (snapshot) => (snapshot.exists ? { exists: true, listed: stateOf(snapshot).listed } : { exists: false }),
  expected: (preImage) => (preImage.exists ? { exists: true, listed: true } : { exists: false }),
  notes: (preImage) => {
    const { coveredBy, listed } = stateOf(preImage);
    return [
      'Only web ACLs that block by this IP set heed it. Vedette does not see which do: AWS WAF’s description of a set does not say.',
      'Whoever shares the address (a company’s gateway, a mobile network) is blocked with it. Behind a proxy a rule may look at the forwarded address instead.',
      ...(listed ? ['The address is in the set already, put there by somebody else: it stays there on release.'] : []),
      ...(coveredBy === null
        ? []
        : [`The set has ${coveredBy}, which holds this address: it stays blocked on release.`]),
    ];
  },
  steps,
  revert,
  probe: probeSet,
} satisfies Action<typeof params>;
