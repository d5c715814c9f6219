/**
 * The one table from error code to HTTP status. A `Failure` is a value: `code` for machines, `detail` for a person
 * (what is wrong and what to do next), `field` a JSON pointer into the input where that is known.
 */
export const STATUS_BY_CODE = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  unprocessable: 422,
  too_early: 425,
  too_fast: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type FailureCode = keyof typeof STATUS_BY_CODE;

export interface Failure {
  readonly code: FailureCode;
  readonly detail: string;
  readonly field?: string;
  readonly retryAfterSeconds?: number;
}

export const failure = (code: FailureCode, detail: string, more: Omit<Failure, 'code' | 'detail'> = {}): Failure => ({
  code,
  detail,
  ...more,
});

const TITLE_BY_CODE: Record<FailureCode, string> = {
  malformed: 'The request is malformed',
  unauthenticated: 'Credentials are missing or wrong',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  conflict: 'Conflict with the current state',
  gone: 'No longer available',
  too_large: 'Too large',
  unsupported_media: 'Unsupported media type',
  unprocessable: 'The request cannot be carried out',
  too_early: 'Too early',
  too_fast: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Temporarily unavailable',
};

/** Problem document of RFC 9457 for a failure. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FailureCode;
  readonly detail: string;
  readonly field?: string;
}

export function toProblem(f: Failure): Problem {
  return {
    type: `urn:vedette:problem:${f.code}`,
    title: TITLE_BY_CODE[f.code],
    status: STATUS_BY_CODE[f.code],
    code: f.code,
    detail: f.detail,
    ...(f.field === undefined ? {} : { field: f.field }),
  };
}

/** HTTP response of RFC 9457 (`application/problem+json`) for a failure. */
export function problemResponse(f: Failure): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (f.retryAfterSeconds !== undefined) headers['retry-after'] = String(f.retryAfterSeconds);
  if (f.code === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(toProblem(f)), { status: STATUS_BY_CODE[f.code], headers });
}
