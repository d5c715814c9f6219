import * as z from 'zod';
import { DAY_MS } from '../../../../../kit/clock.ts';
import type { Action, Place } from '../../../../action.ts';
import { probeEvidence } from './probe.ts';
import { ec2Arn, keeps, readEvidence, type EvidenceParams } from './read.ts';
import { materialOf, stateOf } from './state.ts';
import { revert, steps } from './steps.ts';

const params = z.strictObject({
  instanceId: z.string().regex(/^i-[0-9a-f]{8,17}$/, 'an EC2 instance id (i-…)'),
  keep: z.boolean().optional(),
});

/**
 * Pseudo-ARN: the evidence of an instance is another thing to hold than the instance, which must be free to be isolated
 * while its snapshots are kept for months.
 */
const evidenceArn = (p: EvidenceParams, place: Place): string => ec2Arn(place, `instance/${p.instanceId}/evidence`);

export const snapshotVolumes = {
  id: 'aws.ec2.snapshot-volumes',
  title: 'Take snapshots of an instance’s volumes as evidence',
  description:
    'Takes one crash-consistent set of snapshots of all EBS volumes of an instance, tagged with the incident, before anything is changed on it. Stops nothing and nobody.',
  params,
  risk: 'reversible',
  lease: { defaultMs: 90 * DAY_MS, longestMs: 366 * DAY_MS },
  mitigations: ['M1053'],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html',
    'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-create-snapshots.html',
    'https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/cyber-forensics.html',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'instance') return [];
    const parsed = params.safeParse({ instanceId: entity.id.split('/').at(-1), keep: true });
    return parsed.success ? [parsed.data] : [];
  },
  target: evidenceArn,
  locks: (p, place) => [evidenceArn(p, place)],
  // EC2's Describe calls know no resources.
  readPermissions: () => [{ actions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots'], resources: ['*'] }],
  read: readEvidence,
  material: materialOf,
  expected: (preImage) => (preImage.exists ? { exists: true, evidence: 'taken' } : { exists: false }),
  // Kept: as it is while held. Deleted: none, though another operation's older set may have gone in the meantime.
  restored: (preImage, p) =>
    preImage.exists ? { exists: true, evidence: keeps(p) ? 'taken' : 'none' } : { exists: false },
  notes: (preImage, p: EvidenceParams) => {
    const { snapshots } = stateOf(preImage);
    const oldest = snapshots.map((s) => s.startedAt).sort()[0];
    return [
      'This contains nothing: it keeps the disks as they are now. Memory is not in it.',
      keeps(p)
        ? 'The snapshots are kept when the lease (90 days unless said otherwise) ends or somebody lets go; delete them by hand when the case is closed. Until then Vedette watches that nobody deletes them.'
        : 'The snapshots are deleted when the lease ends or the last holder lets go: choose to keep them if the case may outlast that.',
      'Storage of the snapshots is charged to the account; encrypted volumes give encrypted snapshots under the same key, without which they cannot be read.',
      ...(oldest === undefined
        ? []
        : [`${snapshots.length} snapshots were taken of it before, the first at ${oldest}: another set is taken.`]),
      'An incident that asks for this while another holds it shares that one’s snapshots, with the state of the disks at that time.',
    ];
  },
  steps,
  revert,
  probe: probeEvidence,
} satisfies Action<typeof params>;
