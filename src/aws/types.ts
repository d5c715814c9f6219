import type { Json } from '../kit/canonical.ts';
import type { Result } from '../kit/result.ts';

export type AwsService = 'iam' | 'sts' | 'ec2' | 'wafv2' | 'cloudtrail' | 'lambda' | 's3';

export interface AwsRequest {
  readonly service: AwsService;
  readonly operation: string;
  readonly region: string;
  /** As the SDK names them: `UserName`, `Filters: [{Name, Values}]`. */
  readonly params: { readonly [key: string]: Json };
}

/**
 * `unknown` means that the request may or may not have been carried out (time-out, lost answer, 5xx, truncated body):
 * AWS must be read before anything is decided. Every other kind means that AWS answered and did not carry it out.
 */
export type AwsErrorKind =
  | 'denied'
  | 'expired'
  | 'throttled'
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'unsupported'
  | 'unknown';

export interface AwsError {
  readonly kind: AwsErrorKind;
  /** AWS's error code, or `Timeout`, `Network`, `Truncated` */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

export type AwsAnswer = Result<{ readonly [key: string]: Json }, AwsError>;

/** Sends once; whoever may repeat a call decides so. Reads may use `sendRead`, which retries throttling and `unknown`. */
export interface AwsClient {
  send(request: AwsRequest): Promise<AwsAnswer>;
  sendRead(request: AwsRequest): Promise<AwsAnswer>;
}
