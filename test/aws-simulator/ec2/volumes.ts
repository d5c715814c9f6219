import type { Call, Handlers } from '../call.ts';
import type { Volume } from '../model.ts';
import { isoMs } from '../xml-out.ts';
import { all, describe, tagsOut } from './shared.ts';

export const volumesOf = (call: Call, instance: string): Volume[] =>
  all(call, 'volume').filter((v) => v.instance === instance);

const attachmentOut = (v: Volume) => ({
  volumeId: v.id,
  instanceId: v.instance,
  device: v.device,
  status: 'attached',
  attachTime: isoMs(v.createTime),
  deleteOnTermination: v.root,
});

/** An instance's disks as its own answer shows them. */
export const blockDevicesOut = (call: Call, instance: string) =>
  volumesOf(call, instance).map((v) => ({
    deviceName: v.device,
    ebs: {
      volumeId: v.id,
      status: 'attached',
      attachTime: isoMs(v.createTime),
      deleteOnTermination: v.root,
    },
  }));

export const volumes: Handlers = {
  DescribeVolumes: (call) => {
    const { items, nextToken } = describe(call, 'volume', 'VolumeId', {
      'volume-id': (v) => [v.id],
      'attachment.instance-id': (v) => [v.instance],
      'attachment.device': (v) => [v.device],
      'attachment.status': () => ['attached'],
      'availability-zone': (v) => [v.zone],
      encrypted: (v) => [String(v.encrypted)],
      size: (v) => [String(v.sizeGib)],
      status: () => ['in-use'],
    });
    return {
      volumeSet: items.map((v) => ({
        volumeId: v.id,
        size: v.sizeGib,
        snapshotId: '',
        availabilityZone: v.zone,
        status: 'in-use',
        createTime: isoMs(v.createTime),
        attachmentSet: [attachmentOut(v)],
        volumeType: 'gp3',
        encrypted: v.encrypted,
        multiAttachEnabled: false,
        tagSet: tagsOut(v.tags),
      })),
      nextToken,
    };
  },
};
