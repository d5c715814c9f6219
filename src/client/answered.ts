import type { Problem } from './client.ts';

/** An answer that is no success: the problem document's words, or what is known without one. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  /** The document's words alone; the message has words of its own where there are none. */
  readonly detail: string | undefined;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfter: string | null) {
    super(problem.detail ?? `The server answered ${status} without saying why.`);
    this.name = 'ProblemError';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.detail = problem.detail;
    this.field = problem.field;
    const seconds = Number(retryAfter ?? Number.NaN);
    this.retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined;
  }
}

/** Nobody answered: the network or the server is away. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

const problemOf = (error: unknown): Partial<Problem> => (typeof error === 'object' && error !== null ? error : {});

/**
 * The data of a typed call, such as `answered(client.GET('/me'))`. Throws {@link ProblemError} for a refusal and
 * {@link UnreachableError} where no answer came.
 */
export async function answered<T>(
  call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  let result: { readonly data?: T; readonly error?: unknown; readonly response: Response };
  try {
    result = await call;
  } catch (cause) {
    throw new UnreachableError('The server does not answer.', { cause });
  }
  if (result.response.ok && result.data !== undefined) return result.data;
  throw new ProblemError(result.response.status, problemOf(result.error), result.response.headers.get('retry-after'));
}
