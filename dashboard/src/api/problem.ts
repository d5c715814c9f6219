/** What went wrong, as a value to show: the server's problem document (RFC 9457), or that no server was reached. */
export class ApiError extends Error {
  readonly code: string;
  readonly detail: string;
  readonly field: string | undefined;
  /** 0: no answer came. */
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  constructor(p: {
    code: string;
    detail: string;
    status: number;
    field?: string | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(p.detail);
    this.name = 'ApiError';
    this.code = p.code;
    this.detail = p.detail;
    this.status = p.status;
    this.field = p.field;
    this.retryAfterSeconds = p.retryAfterSeconds;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Seconds that a `Retry-After` header asks for; a date or nonsense counts as none. */
export function retryAfterOf(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header.trim())) return undefined;
  return Number(header);
}

/** The error that an answer of 400 or above says. A body that is no problem document is never shown: it may be anyone's. */
export async function problemOf(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  if (response.headers.get('content-type')?.includes('json') === true) {
    const parsed: unknown = await response.json().catch(() => undefined);
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>;
  }
  return new ApiError({
    code: text(body['code']) ?? (response.status >= 500 ? 'unavailable' : 'malformed'),
    detail: text(body['detail']) ?? `The server answered ${response.status}. Try again in a moment.`,
    field: text(body['field']),
    status: response.status,
    retryAfterSeconds: retryAfterOf(response.headers.get('retry-after')),
  });
}

export const unreachable = (): ApiError =>
  new ApiError({
    code: 'unreachable',
    status: 0,
    detail: 'The console cannot be reached. Check the connection; it is tried again by itself.',
  });

/** Anything caught, as an error to show. */
export const asApiError = (cause: unknown): ApiError =>
  cause instanceof ApiError
    ? cause
    : new ApiError({
        code: 'internal',
        status: 0,
        detail: cause instanceof Error ? cause.message : 'Something failed in this page. Reload it.',
      });
