import { err, ok, type Result } from '../kit/result.ts';
import { partitionOf } from './arn.ts';
import { isRegion } from './region.ts';
import type { Wire } from './request.ts';
import type { AwsService } from './types.ts';

export interface Endpoint {
  readonly url: string;
  /** The region that the request is signed for. */
  readonly signingRegion: string;
}

/** IAM has one endpoint a partition, signed for that partition's home region: https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const IAM: Readonly<Record<string, { host: string; region: string }>> = {
  aws: { host: 'iam.amazonaws.com', region: 'us-east-1' },
  'aws-cn': { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
  'aws-us-gov': { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
};

/**
 * Buckets that can be a part of the host's name. With a dot in it AWS's certificate would not match; capitals and underscores
 * are no host's. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
const HOST_BUCKET = /^\/([a-z0-9][a-z0-9-]{1,61}[a-z0-9])(\/.*)$/;

/**
 * Where a call goes. Regions can come out of events, which are anybody's text: one that is not formed like a region would
 * otherwise choose the host that gets a signed request. `base` (an AWS-compatible server) takes all services, and buckets
 * in the path. Pure.
 */
export function endpointOf(
  service: AwsService,
  region: string,
  wire: Pick<Wire, 'path' | 'query'>,
  base?: string,
): Result<Endpoint, string> {
  if (!isRegion(region)) return err('the region is not formed like one');
  const partition = partitionOf(region);
  const iam = IAM[partition]!;
  const signingRegion = service === 'iam' ? iam.region : region;
  const search = wire.query === '' ? '' : `?${wire.query}`;
  if (base !== undefined)
    // As it was given, unless the path says something: a compatible server's own path may end without a slash.
    return ok({ url: `${wire.path === '/' ? base : base.replace(/\/$/, '') + wire.path}${search}`, signingRegion });
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = service === 'iam' ? iam.host : `${service}.${region}.${suffix}`;
  const [, bucket, path] = (service === 's3' && HOST_BUCKET.exec(wire.path)) || [];
  const place = bucket === undefined ? `${host}${wire.path}` : `${bucket}.${host}${path!}`;
  return ok({ url: `https://${place}${search}`, signingRegion });
}
