import { parseArn } from '../../../../../aws/arn.ts';
import type { AwsAnswer, AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Snapshot } from '../../../../action.ts';
import { field, ifTold, list, tagsIfTold, tagsOf, text } from '../../../../answer.ts';

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
  const [described, status, tagged] = await Promise.all([
    read(trail('GetTrail', p, { Name: p.trailArn })),
    read(trail('GetTrailStatus', p, { Name: p.trailArn })),
    read(trail('ListTags', p, { ResourceIdList: [p.trailArn] })),
  ]);
  const isGone = (a: AwsAnswer): boolean =>
    !a.ok && (a.error.kind === 'not_found' || a.error.code === 'TrailNotFoundException');
  if (isGone(described) || isGone(status)) return ok({ exists: false, tags: {}, dependents: [], state: {} });
  if (!status.ok) return err(status.error);
  const found = ifTold(described);
  if (!found.ok) return found;
  const tags = tagsIfTold(tagged, (value) => tagsOf(list(value, 'ResourceTagList')[0], 'TagsList'));
  if (!tags.ok) return tags;
  const about = field(found.value ?? {}, 'Trail');
  const now = status.value;
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
    tags: tags.value,
    dependents: [],
    state: state as unknown as JsonObject,
  });
}
