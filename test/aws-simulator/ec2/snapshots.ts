import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Handlers } from '../call.ts';
import type { Snapshot, Volume } from '../model.ts';
import { isoMs } from '../xml-out.ts';
import { authorizeCreation, describe, find, resourceOf, save, specifiedTags, stopDryRun, tagsOut } from './shared.ts';
import { volumesOf } from './volumes.ts';

/** AWS's take minutes; long enough here that nobody may take a snapshot for finished because it was made. */
const PENDING_MS = 1_000;

const stateOf = (call: Call, s: Snapshot) =>
  call.now - s.startTime < PENDING_MS
    ? ({ state: 'pending', progress: '0%' } as const)
    : ({ state: 'completed', progress: '100%' } as const);

/** The disks of an instance that a call asks for. */
function chosen(call: Call, instance: string): Volume[] {
  const { params } = call;
  const excluded = new Set(params.list('InstanceSpecification.ExcludeDataVolumeId'));
  const own = volumesOf(call, instance);
  const roots = own.filter((v) => v.root).map((v) => v.id);
  for (const id of excluded)
    if (roots.includes(id) || !own.some((v) => v.id === id))
      throw new ApiError('InvalidParameterValue', `The volume '${id.slice(0, 60)}' is no data volume of the instance.`);
  const boot = params.flag('InstanceSpecification.ExcludeBootVolume') !== true;
  return own.filter((v) => (v.root ? boot : !excluded.has(v.id)));
}

/** All disks of an instance at one moment: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html. It has no client token: every call makes new ones. */
function createAll(call: Call) {
  const { params } = call;
  const id = params.need('InstanceSpecification.InstanceId');
  const tags = specifiedTags(call, 'snapshot');
  const copied = params.text('CopyTagsFromSource');
  authorizeCreation(call, 'snapshot', tags, [
    resourceOf(call, 'instance', id),
    ...volumesOf(call, id).map((v) => resourceOf(call, 'volume', v.id)),
  ]);
  stopDryRun(call);
  const instance = find(call, 'instance', id);
  if (copied !== undefined && copied !== 'volume')
    throw new ApiError('InvalidParameterValue', `CopyTagsFromSource must be volume`);
  const volumes = chosen(call, instance.id);
  if (volumes.length === 0)
    throw new ApiError('InvalidParameterValue', `The instance '${id}' has no volumes to make snapshots of.`);
  const made = volumes.map((v): Snapshot => {
    const snapshot: Snapshot = {
      id: call.store.resourceId('snap'),
      volume: v.id,
      sizeGib: v.sizeGib,
      encrypted: v.encrypted,
      description: params.text('Description') ?? '',
      startTime: call.now,
      tags: { ...(copied === 'volume' ? v.tags : {}), ...tags },
    };
    save(call, 'snapshot', snapshot);
    return snapshot;
  });
  return {
    snapshotSet: made.map((s) => ({
      ...common(call, s),
      tagSet: tagsOut(s.tags),
      // The one place where EC2 calls it so, and not `status`.
      state: stateOf(call, s).state,
    })),
  };
}

const common = (call: Call, s: Snapshot) => ({
  snapshotId: s.id,
  volumeId: s.volume,
  volumeSize: s.sizeGib,
  encrypted: s.encrypted,
  description: s.description,
  startTime: isoMs(s.startTime),
  ownerId: call.caller.account,
  progress: stateOf(call, s).progress,
});

function describeSnapshots(call: Call) {
  const owners = call.params.list('Owner');
  const { items, nextToken } = describe(call, 'snapshot', 'SnapshotId', {
    'snapshot-id': (s) => [s.id],
    'volume-id': (s) => [s.volume],
    'volume-size': (s) => [String(s.sizeGib)],
    'start-time': (s) => [isoMs(s.startTime)],
    description: (s) => [s.description],
    encrypted: (s) => [String(s.encrypted)],
    'owner-id': () => [call.caller.account],
    progress: (s) => [stateOf(call, s).progress],
    status: (s) => [stateOf(call, s).state],
  });
  // Others' public snapshots, which AWS shows where no owner is asked for, are not there.
  const own = owners.length === 0 || owners.some((o) => o === 'self' || o === call.caller.account);
  return {
    snapshotSet: (own ? items : []).map((s) => ({
      ...common(call, s),
      status: stateOf(call, s).state,
      storageTier: 'standard',
      tagSet: tagsOut(s.tags),
    })),
    nextToken: own ? nextToken : undefined,
  };
}

export const snapshots: Handlers = {
  CreateSnapshots: createAll,
  DescribeSnapshots: describeSnapshots,
  DeleteSnapshot: (call) => {
    const id = call.params.need('SnapshotId');
    authorize(call, [resourceOf(call, 'snapshot', id)]);
    stopDryRun(call);
    find(call, 'snapshot', id);
    call.store.remove('snapshot', placeOf(call), id);
    return { return: true };
  },
};
