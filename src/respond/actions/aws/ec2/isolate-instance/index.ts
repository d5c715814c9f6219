import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action, Place } from '../../../../action.ts';
import { reading } from './permissions.ts';
import { probeInstance } from './probe.ts';
import { readInstance } from './read.ts';
import { canCut, expectedOf, isCut, materialOf, stateOf } from './state.ts';
import { revert, steps } from './steps.ts';

const params = z.strictObject({
  instanceId: z.string().regex(/^i-[0-9a-f]{8,17}$/, 'an EC2 instance id (i-…)'),
});

const instanceArn = (instanceId: string, place: Place): string =>
  `arn:${place.partition}:ec2:${place.region}:${place.account}:instance/${instanceId}`;

export const isolateInstance = {
  id: 'aws.ec2.isolate-instance',
  title: 'Isolate an instance from the network',
  description:
    'Puts every network interface of an instance into a security group without rules and, where the instance is alone in its subnet, the subnet behind a network ACL that denies everything, so that open connections end too.',
  params,
  risk: 'disruptive',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 14 * DAY_MS },
  mitigations: ['M1030', 'M1037'],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'instance') return [];
    const parsed = params.safeParse({ instanceId: entity.id.split('/').at(-1) });
    return parsed.success ? [parsed.data] : [];
  },
  target: (p, place) => instanceArn(p.instanceId, place),
  /**
   * The instance alone. Its interfaces are not known from the parameters, and while attached they belong to it and nobody
   * else; the subnet's ACL is touched only where nobody else has an interface in the subnet.
   */
  locks: (p, place) => [instanceArn(p.instanceId, place)],
  readPermissions: reading,
  read: readInstance,
  material: materialOf,
  expected: expectedOf,
  notes: (preImage) => {
    const s = stateOf(preImage);
    return [
      ...(canCut(s)
        ? [`The instance is alone in ${s.subnet?.id}: the whole subnet gets a network ACL that denies everything.`]
        : isCut(s)
          ? []
          : [
              'Others have interfaces in its subnet (or it has several): connections that are open now live on until they fall silent. Only new ones are stopped.',
            ]),
      ...('aws:autoscaling:groupName' in preImage.tags
        ? [
            'It belongs to an Auto Scaling group, which may replace it when its health checks fail: suspend that first to keep the evidence.',
          ]
        : []),
    ];
  },
  steps,
  revert,
  probe: probeInstance,
} satisfies Action<typeof params>;
