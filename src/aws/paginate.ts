import type { Json } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { AwsClient, AwsError, AwsRequest } from './types.ts';

export interface PageLimits {
  /** Further pages are an error, never left out in silence. */
  readonly pagesMost: number;
}
/** 20 pages of IAM's default hundred, or of EC2's thousand. */
const DEFAULT_LIMITS: PageLimits = { pagesMost: 20 };

/**
 * All items of a list operation, page after page: IAM's `Marker` while `IsTruncated`, EC2's `NextToken` while it is not empty.
 * `list` is the answer's field that holds the items (`AccessKeyMetadata`, `Reservations`). Errors: any of the reads', and
 * `TooManyPages`.
 */
export async function paginate(
  client: Pick<AwsClient, 'sendRead'>,
  request: AwsRequest,
  list: string,
  limits: PageLimits = DEFAULT_LIMITS,
): Promise<Result<Json[], AwsError>> {
  const items: Json[] = [];
  let params = request.params;
  for (let page = 0; page < limits.pagesMost; page++) {
    const answer = await client.sendRead({ ...request, params });
    if (!answer.ok) return answer;
    const found = answer.value[list];
    if (Array.isArray(found)) items.push(...found);
    const { NextToken, Marker, IsTruncated } = answer.value;
    if (request.service === 'ec2') {
      if (typeof NextToken !== 'string' || NextToken === '') return ok(items);
      params = { ...params, NextToken };
    } else {
      if (IsTruncated !== true || typeof Marker !== 'string' || Marker === '') return ok(items);
      params = { ...params, Marker };
    }
  }
  return err({
    kind: 'invalid',
    code: 'TooManyPages',
    message: `${request.operation} has more than ${limits.pagesMost} pages`,
  });
}
