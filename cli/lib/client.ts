import type * as z from 'zod';
import { answered, ProblemError, UnreachableError } from '../../src/client/answered.ts';
import { createTypedClient, type ApiPaths, type TypedClient } from '../../src/client/client.ts';
import { CliError, EXIT } from './exit.ts';
import { currentCredentials } from './state.ts';

export type { TypedClient };
/** An AWS account as the API takes it. */
export type AccountBody = ApiPaths['/accounts']['put']['requestBody']['content']['application/json'];

const TIMEOUT_MS = 15_000;

const silent = (baseUrl: string): CliError =>
  new CliError(`Vedette does not answer at ${baseUrl}. Is it running? Start it with \`npm start\`.`, EXIT.unreachable);

/**
 * A caller of the REST API at `baseUrl` under a key. Every request has 15 s unless told otherwise, and a redirect is an error: the key is
 * for this address alone. Put its calls through {@link ask}.
 */
export function apiClient(baseUrl: string, apiKey: string, timeoutMs = TIMEOUT_MS): TypedClient {
  if (!URL.canParse(baseUrl)) throw silent(baseUrl);
  return createTypedClient({
    origin: new URL(baseUrl).origin,
    apiKey,
    fetch: (request) =>
      fetch(request, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
        throw silent(baseUrl);
      }),
  });
}

/** What a call that had no answer is told as: its own words where it has some. */
function noAnswer(cause: unknown): CliError {
  if (cause instanceof CliError) return cause;
  if (cause instanceof SyntaxError)
    return new CliError('The answer is no JSON. Is that address the console of Vedette?', EXIT.unreachable);
  return new CliError('Vedette broke off in the middle of an answer. Ask again.', EXIT.unreachable);
}

/**
 * The data of a call, such as `ask(client.GET('/me'))`. Failures are {@link CliError}s that carry the problem document's
 * own words.
 */
export async function ask<T>(
  call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  try {
    return await answered(call);
  } catch (error) {
    if (error instanceof UnreachableError) throw noAnswer(error.cause);
    if (error instanceof ProblemError)
      throw new CliError(
        `${error.status}: ${error.detail ?? 'no detail given'}${error.field === undefined ? '' : ` (${error.field})`}`,
      );
    throw error;
  }
}

/** An answer as a contract that says more than the API's document; `what` names it where it is none. */
export function understood<T>(contract: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = contract.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError(
    `This version does not understand ${what} (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}). Use the version that Vedette runs.`,
  );
}

/** How a body of NDJSON is sent: as it is. */
export const AS_NDJSON = {
  headers: { 'content-type': 'application/x-ndjson' },
  bodySerializer: (text: string): string => text,
};

/** A client for the fleet that this command means; `timeoutMs` for a request that takes long. */
export async function currentClient(timeoutMs?: number): Promise<TypedClient> {
  const { consoleUrl, apiKey } = await currentCredentials();
  return apiClient(consoleUrl, apiKey, timeoutMs);
}
