import type { AwsAnswer, AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, list, tagsOf, text } from '../../../../answer.ts';
import type { DiskSnapshot, EvidenceState } from './state.ts';
import { byText, VOLUMES_MOST } from './state.ts';

export interface EvidenceParams {
  instanceId: string;
  /** Whether the snapshots outlive the release; absent: they do. */
  keep?: boolean | undefined;
}

export const keeps = (p: EvidenceParams): boolean => p.keep ?? true;

/**
 * Tags on every snapshot: whose disks, which operation took it, for which incident. EC2's CreateSnapshots takes no client
 * token: the operation's tag is what a repeat is known by.
 */
export const TAG_INSTANCE = 'vedette:instance';
export const TAG_OPERATION = 'vedette:operation';
export const TAG_INCIDENT = 'vedette:incident';

export const ec2 = (operation: string, place: Place, params: { [key: string]: Json }) => ({
  service: 'ec2' as const,
  operation,
  region: place.region,
  params,
});

export const ec2Arn = (place: Place, resource: string): string =>
  `arn:${place.partition}:ec2:${place.region}:${place.account}:${resource}`;

const unsupported = (code: string, message: string) => err({ kind: 'unsupported', code, message } satisfies AwsError);

/** Pages of snapshots that are read at most; one holds up to a thousand. What is not read must not count as absent. */
const PAGES_MOST = 20;

async function snapshotsOf(read: AwsRead, place: Place, instanceId: string): Promise<Result<DiskSnapshot[], AwsError>> {
  const found: DiskSnapshot[] = [];
  let token = '';
  for (let page = 0; page < PAGES_MOST; page++) {
    const answer: AwsAnswer = await read(
      ec2('DescribeSnapshots', place, {
        OwnerIds: ['self'],
        Filters: [{ Name: `tag:${TAG_INSTANCE}`, Values: [instanceId] }],
        ...(token === '' ? {} : { NextToken: token }),
      }),
    );
    if (!answer.ok) return answer;
    found.push(...list(answer.value, 'Snapshots').map(snapshotOf));
    token = text(answer.value, 'NextToken');
    if (token === '') return ok(found.sort(byText((s) => s.id)));
  }
  return unsupported('TooManySnapshots', `more than ${PAGES_MOST} pages of snapshots were taken of this instance`);
}

const snapshotOf = (s: Json): DiskSnapshot => ({
  id: text(s, 'SnapshotId'),
  volume: text(s, 'VolumeId'),
  status: text(s, 'State'),
  progress: text(s, 'Progress'),
  startedAt: text(s, 'StartTime'),
  operation: tagsOf(s, 'Tags')[TAG_OPERATION] ?? '',
});

/**
 * Reads the instance's volumes and every snapshot that was taken of it as evidence. The evidence is what this is about:
 * it exists as long as there is an instance to take it of, or a snapshot of one that is gone.
 */
export async function readEvidence(
  read: AwsRead,
  params: EvidenceParams,
  place: Place,
): Promise<Result<Snapshot, AwsError>> {
  const [found, taken] = await Promise.all([
    read(ec2('DescribeInstances', place, { InstanceIds: [params.instanceId] })),
    snapshotsOf(read, place, params.instanceId),
  ]);
  if (!found.ok && found.error.kind !== 'not_found') return found;
  if (!taken.ok) return taken;
  const instance = found.ok
    ? list(found.value, 'Reservations')
        .flatMap((r) => list(r, 'Instances'))
        .find((i) => text(i, 'InstanceId') === params.instanceId)
    : undefined;
  const status = text(field(instance, 'State'), 'Name');
  const alive = instance !== undefined && status !== 'terminated' && status !== 'shutting-down';
  const volumes = alive
    ? list(instance, 'BlockDeviceMappings')
        .map((m) => text(field(m, 'Ebs'), 'VolumeId'))
        .filter((id) => id !== '')
        .sort()
    : [];
  // Only while there is nothing to look after yet: what was taken is watched whatever happens to the instance.
  if (alive && taken.value.length === 0) {
    if (volumes.length === 0)
      return unsupported('NoVolumes', 'the instance has no EBS volume, so that no snapshot can be taken of it');
    if (!keeps(params) && volumes.length > VOLUMES_MOST)
      return unsupported(
        'TooManyVolumes',
        `the instance has ${volumes.length} volumes; of at most ${VOLUMES_MOST} the snapshots can be deleted again: keep them`,
      );
  }
  const state: EvidenceState = { alive, volumes, snapshots: taken.value };
  return ok({
    exists: alive || taken.value.length > 0,
    tags: instance === undefined ? {} : tagsOf(instance, 'Tags'),
    dependents: volumes.map((id) => ec2Arn(place, `volume/${id}`)),
    state: state as unknown as JsonObject,
  });
}
