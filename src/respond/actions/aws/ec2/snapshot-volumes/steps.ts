import type { Permission, Place, Step } from '../../../../action.ts';
import { ec2, ec2Arn, keeps, TAG_INCIDENT, TAG_INSTANCE, TAG_OPERATION, type EvidenceParams } from './read.ts';
import { oursIn, standing, stateOf, VOLUMES_MOST } from './state.ts';

/** A snapshot's ARN has no account in it. */
const snapshots = (place: Place): string => `arn:${place.partition}:ec2:${place.region}::snapshot/*`;

/** Taking snapshots of this instance alone, and tagging them while they are taken and at no other time. */
const taking = (p: EvidenceParams, place: Place): readonly Permission[] => [
  {
    actions: ['ec2:CreateSnapshots'],
    resources: [ec2Arn(place, `instance/${p.instanceId}`), ec2Arn(place, 'volume/*'), snapshots(place)],
  },
  {
    actions: ['ec2:CreateTags'],
    resources: [snapshots(place)],
    conditions: {
      StringEquals: { 'ec2:CreateAction': 'CreateSnapshots', [`aws:RequestTag/${TAG_INSTANCE}`]: p.instanceId },
    },
  },
];

const deleting = (p: EvidenceParams, place: Place): readonly Permission[] => [
  {
    actions: ['ec2:DeleteSnapshot'],
    resources: [snapshots(place)],
    conditions: { StringEquals: { [`aws:ResourceTag/${TAG_INSTANCE}`]: p.instanceId } },
  },
];

export const steps: readonly Step<EvidenceParams>[] = [
  {
    id: 'create-snapshots',
    kind: 'create',
    permissions: taking,
    presence: (ctx) => ({ none: 'absent', whole: 'present', partial: 'ambiguous' } as const)[standing(ctx)],
    request: (ctx) =>
      stateOf(ctx.now).alive
        ? ec2('CreateSnapshots', ctx.place, {
            Description: `Evidence of ${ctx.params.instanceId}, taken by Vedette`,
            InstanceSpecification: { InstanceId: ctx.params.instanceId },
            TagSpecifications: [
              {
                ResourceType: 'snapshot',
                Tags: [
                  { Key: TAG_INSTANCE, Value: ctx.params.instanceId },
                  { Key: TAG_OPERATION, Value: ctx.opId },
                  { Key: TAG_INCIDENT, Value: ctx.incident },
                ],
              },
            ],
          })
        : undefined,
  },
];

/** Deletes the n-th of what the operation took. From the last to the first, so that a deletion moves none that is still to come. */
const deleteNth = (n: number): Step<EvidenceParams> => ({
  id: `delete-${n}`,
  kind: 'idempotent',
  permissions: deleting,
  presence: (ctx) => (keeps(ctx.params) || oursIn(ctx.now, ctx.opId).length < n ? 'present' : 'absent'),
  request: (ctx) => {
    const last = oursIn(ctx.now, ctx.opId)[n - 1];
    return last && ec2('DeleteSnapshot', ctx.place, { SnapshotId: last.id });
  },
});

export const revert: readonly Step<EvidenceParams>[] = Array.from({ length: VOLUMES_MOST }, (_, i) =>
  deleteNth(VOLUMES_MOST - i),
);
