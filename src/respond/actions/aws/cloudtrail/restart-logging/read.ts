import { parseArn } from '../../../../../aws/arn.ts';
import type { AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Snapshot } from '../../../../action.ts';
import { field, list, tagsOf, text } from '../../../../answer.ts';

export interface TrailParams {
  trailArn: string;
}

export interface TrailState {
  readonly logging: boolean;
  readonly bucket: string;
  readonly multiRegion: boolean;
  /** ms; null where AWS does not say */
  readonly startedAt: number | null;
  readonly deliveredAt: number | null;
  /** What S3 answered when logs were delivered last; empty if it took them */
  readonly deliveryError: string;
}

export const stateOf = (snapshot: Snapshot): TrailState => snapshot.state as unknown as TrailState;

/** Only the trail's home region, which its ARN names, takes calls that change it. */
export const trail = (operation: string, p: TrailParams, params: { [key: string]: Json }) => ({
  service: 'cloudtrail' as const,
  operation,
  region: parseArn(p.trailArn)?.region ?? '',
  params,
});

/** A time as JSON carries it: seconds since 1970, or ISO text where a client made that of it. */
function timeOf(from: JsonObject, name: string): number | null {
  const value = field(from, name);
  const ms = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : null;
}

/** Characters of a delivery error that are kept. */
const ERROR_MOST_CHARS = 200;

/** Reads the trail, whether it logs, and its tags. A missing trail is an answer, not an error. */
export async function readTrail(read: AwsRead, p: TrailParams): Promise<Result<Snapshot, AwsError>> {
  const [found, status, tags] = await Promise.all([
    read(trail('GetTrail', p, { Name: p.trailArn })),
    read(trail('GetTrailStatus', p, { Name: p.trailArn })),
    read(trail('ListTags', p, { ResourceIdList: [p.trailArn] })),
  ]);
  for (const answer of [found, status])
    if (!answer.ok)
      return answer.error.kind === 'not_found' || answer.error.code === 'TrailNotFoundException'
        ? ok({ exists: false, tags: {}, dependents: [], state: {} })
        : err(answer.error);
  if (!tags.ok) return err(tags.error);
  const about = found.ok ? field(found.value, 'Trail') : undefined;
  const now = status.ok ? status.value : {};
  const state: TrailState = {
    logging: text(now, 'IsLogging') === 'true',
    bucket: text(about, 'S3BucketName'),
    multiRegion: text(about, 'IsMultiRegionTrail') === 'true',
    startedAt: timeOf(now, 'StartLoggingTime'),
    deliveredAt: timeOf(now, 'LatestDeliveryTime'),
    deliveryError: text(now, 'LatestDeliveryError').slice(0, ERROR_MOST_CHARS),
  };
  return ok({
    exists: true,
    tags: tagsOf(list(tags.value, 'ResourceTagList')[0], 'TagsList'),
    dependents: [],
    state: state as unknown as JsonObject,
  });
}
