import type { Json } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { AwsClient, AwsError, AwsRequest, AwsService } from './types.ts';

export interface PageLimits {
  /** Further pages are an error, never left out in silence. */
  readonly pagesMost: number;
}
/** 20 pages of IAM's default hundred, or of EC2's thousand. */
const DEFAULT_LIMITS: PageLimits = { pagesMost: 20 };

/** The answer's field that says where the next page begins, and the parameter that takes it. */
const CURSORS: Readonly<Partial<Record<AwsService, { readonly answer: string; readonly parameter: string }>>> = {
  ec2: { answer: 'NextToken', parameter: 'NextToken' },
  cloudtrail: { answer: 'NextToken', parameter: 'NextToken' },
  wafv2: { answer: 'NextMarker', parameter: 'NextMarker' },
  lambda: { answer: 'NextMarker', parameter: 'Marker' },
};
/** IAM's, which is given while `IsTruncated` alone. */
const MARKER = { answer: 'Marker', parameter: 'Marker' };

/**
 * All items of a list operation, page after page, for as long as the answer says that there are more. `list` is the answer's
 * field that holds the items (`AccessKeyMetadata`, `Reservations`). Errors: any of the reads', and `TooManyPages`.
 */
export async function paginate(
  client: Pick<AwsClient, 'sendRead'>,
  request: AwsRequest,
  list: string,
  limits: PageLimits = DEFAULT_LIMITS,
): Promise<Result<Json[], AwsError>> {
  const items: Json[] = [];
  const cursor = CURSORS[request.service];
  const { answer: from, parameter } = cursor ?? MARKER;
  let params = request.params;
  for (let page = 0; page < limits.pagesMost; page++) {
    const answer = await client.sendRead({ ...request, params });
    if (!answer.ok) return answer;
    const found = answer.value[list];
    if (Array.isArray(found)) items.push(...found);
    const next = answer.value[from];
    if (typeof next !== 'string' || next === '' || (!cursor && answer.value['IsTruncated'] !== true)) return ok(items);
    params = { ...params, [parameter]: next };
  }
  return err({
    kind: 'invalid',
    code: 'TooManyPages',
    message: `${request.operation} has more than ${limits.pagesMost} pages`,
  });
}
