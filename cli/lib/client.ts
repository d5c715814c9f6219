import { CliError, EXIT } from './exit.ts';
import { currentCredentials } from './state.ts';

const TIMEOUT_MS = 15_000;

/** A caller of the REST API. Failures are {@link CliError}s that carry the problem document's own words. */
export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown, contentType?: string): Promise<T>;
}

interface ProblemLike {
  readonly detail?: string;
  readonly field?: string;
}

async function call(
  baseUrl: string,
  apiKey: string,
  method: string,
  path: string,
  body?: string,
  contentType?: string,
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(`/api/v1${path}`, baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    throw new CliError(
      `Vedette does not answer at ${baseUrl}. Is it running? Start it with \`npm start\`.`,
      EXIT.unreachable,
    );
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  let problem: ProblemLike = {};
  try {
    problem = JSON.parse(text) as ProblemLike;
  } catch {
    // Not ours: the status alone speaks.
  }
  throw new CliError(
    `${response.status}: ${problem.detail ?? 'no detail given'}${problem.field === undefined ? '' : ` (${problem.field})`}`,
  );
}

export function apiClient(baseUrl: string, apiKey: string): ApiClient {
  return {
    get: async <T>(path: string) => (await call(baseUrl, apiKey, 'GET', path)) as T,
    post: async <T>(path: string, body: unknown) =>
      (await call(baseUrl, apiKey, 'POST', path, JSON.stringify(body), 'application/json')) as T,
    put: async <T>(path: string, body: unknown, contentType = 'application/json') =>
      (await call(
        baseUrl,
        apiKey,
        'PUT',
        path,
        typeof body === 'string' ? body : JSON.stringify(body),
        contentType,
      )) as T,
  };
}

/** A client for the fleet that this command means. */
export async function currentClient(): Promise<ApiClient> {
  const { consoleUrl, apiKey } = await currentCredentials();
  return apiClient(consoleUrl, apiKey);
}
