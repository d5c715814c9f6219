import { systemClock, type Clock } from '../kit/clock.ts';
import { sha256Hex } from '../kit/crypto.ts';
import { err } from '../kit/result.ts';
import { answerOf } from './answer.ts';
import { secretsIn } from './conform.ts';
import { endpointOf } from './endpoint.ts';
import { errorOf } from './errors.ts';
import { exchange, type Reply } from './exchange.ts';
import { unsent, wireOf, type Wire } from './request.ts';
import { withRetry } from './retry.ts';
import { operationOf, SERVICES } from './services.ts';
import { signedHeaders, type SigningKeys } from './sign.ts';
import type { AwsAnswer, AwsClient, AwsRequest } from './types.ts';

export { answerOf } from './answer.ts';
export { requestBody } from './request.ts';

export interface AwsClientOptions {
  /**
   * With `expiresAt` (ms), nothing is sent after it. `null`: there are none, and only operations that carry their own proof
   * (AssumeRoleWithWebIdentity) can be asked for.
   */
  readonly credentials: (SigningKeys & { readonly expiresAt?: number }) | null;
  /** Base URL of an AWS-compatible server that takes all services; absent or empty: AWS itself. */
  readonly endpoint?: string | undefined;
  readonly fetch?: typeof fetch;
  /** For one sending and its whole answer. */
  readonly timeoutMs?: number;
  readonly now?: Clock;
  /** 0 ≤ x < 1 and a pause, for the retries of reads. */
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Longer than any call of these services takes, shorter than a queue consumer has. */
const TIMEOUT_MS = 10_000;

/**
 * A client for every service of {@link SERVICES} with one set of credentials. Both methods answer with SDK-shaped objects or
 * an `AwsError`; they do not throw. `send` sends exactly once; `sendRead` repeats what was throttled or came to an
 * unknown end, so that it is for calls that change nothing (and for assuming roles).
 * Throws only here, where `endpoint` is not a URL.
 */
export function createAwsClient(options: AwsClientOptions): AwsClient {
  const { credentials, timeoutMs = TIMEOUT_MS, now = systemClock } = options;
  // A method of the global object in workerd: called without it, it throws.
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const base = options.endpoint === undefined || options.endpoint === '' ? undefined : baseOf(options.endpoint);

  async function send(request: AwsRequest): Promise<AwsAnswer> {
    const signed = operationOf(request)?.unsigned !== true;
    if (signed && credentials?.expiresAt !== undefined && now() >= credentials.expiresAt)
      return unsent('expired', 'CredentialsExpired', 'the credentials have expired; nothing was sent');
    const wire = wireOf(request);
    if (!wire.ok) return wire;
    const { method, body } = wire.value;
    const endpoint = endpointOf(request.service, request.region, wire.value, base);
    if (!endpoint.ok) return unsent('invalid', 'InvalidRequest', `${request.operation}: ${endpoint.error}`);
    const { url, signingRegion } = endpoint.value;
    let headers = new Headers(wire.value.headers);
    if (signed) {
      if (!credentials)
        return unsent(
          'invalid',
          'MissingCredentials',
          `${request.operation} must be signed; give the client credentials`,
        );
      const toSign = {
        ...wire.value,
        // S3 wants it, and AWS's JavaScript SDK always has it. Some AWS-compatible servers need it: they do not keep the body as
        // it was until they check the signature.
        headers: { ...wire.value.headers, 'x-amz-content-sha256': sha256Hex(body) },
        url,
        service: request.service,
        region: signingRegion,
        now: now(),
      };
      try {
        headers = await signedHeaders(credentials, toSign);
      } catch {
        // Its own words can quote what it choked on: a session token with a line break, say.
        return unsent('invalid', 'SigningFailed', 'the request cannot be signed with these credentials; replace them');
      }
    }
    const reply = await exchange(fetcher, url, { method, headers, body }, timeoutMs);
    return reply.ok ? interpret(request, wire.value, reply.value) : reply;
  }

  const { random = Math.random, sleep = pause } = options;
  return { send, sendRead: (request) => withRetry(() => send(request), { now, random, sleep }) };
}

function interpret(request: AwsRequest, wire: Wire, reply: Reply): AwsAnswer {
  const { service, params } = request;
  if (reply.status < 200 || reply.status > 299)
    return err(
      errorOf(reply, {
        protocol: SERVICES[service].protocol,
        head: wire.method === 'HEAD',
        secrets: secretsIn(operationOf(request)?.input ?? {}, params),
      }),
    );
  const answer = answerOf(request, reply.body, reply.headers);
  return answer.ok ? answer : err({ ...answer.error, status: reply.status });
}

function baseOf(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error('AWS_ENDPOINT_URL must be a URL that begins with http:// or https://');
  return url.href;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
