import type { JsonObject } from '../kit/canonical.ts';
import { systemClock, type Clock } from '../kit/clock.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { endpointOf } from './endpoint.ts';
import { errorOf } from './errors.ts';
import { exchange, type Reply } from './exchange.ts';
import { EC2_VERSION, ec2Operations } from './operations/ec2.ts';
import { IAM_VERSION, iamOperations } from './operations/iam.ts';
import { STS_VERSION, stsOperations } from './operations/sts.ts';
import { withRetry } from './retry.ts';
import { encodeForm, formOf } from './serialize.ts';
import type { Operation, Operations, Protocol } from './shape.ts';
import { signedHeaders, type SigningKeys } from './sign.ts';
import type { AwsAnswer, AwsClient, AwsError, AwsRequest, AwsService } from './types.ts';
import { child, parseXml, readStruct } from './xml.ts';

export interface AwsClientOptions {
  /** With `expiresAt` (ms), nothing is sent after it. */
  readonly credentials: SigningKeys & { readonly expiresAt?: number };
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

interface Service {
  readonly protocol: Protocol;
  readonly version: string;
  readonly operations: Operations;
}
const none: Service = { protocol: 'query', version: '', operations: {} };
const SERVICES: Readonly<Record<AwsService, Service>> = {
  iam: { protocol: 'query', version: IAM_VERSION, operations: iamOperations },
  sts: { protocol: 'query', version: STS_VERSION, operations: stsOperations },
  ec2: { protocol: 'ec2', version: EC2_VERSION, operations: ec2Operations },
  wafv2: none,
  cloudtrail: none,
  lambda: none,
  s3: none,
};

/** Nothing was sent. */
const unsent = (kind: 'invalid' | 'unsupported' | 'expired', code: string, message: string) =>
  err({ kind, code, message } satisfies AwsError);

/** The body of a request: action, version and parameters. Errors say which parameter is wrong. Pure. */
export function requestBody(request: AwsRequest): Result<string, AwsError> {
  const service = SERVICES[request.service];
  const operation = operationOf(request);
  if (!operation)
    return unsent('unsupported', 'UnknownOperation', `${request.service} ${request.operation} is not in the table`);
  const form = formOf(service.protocol, operation.input, request.params);
  if (!form.ok) return unsent('invalid', 'InvalidRequest', `${request.operation}: ${form.error}`);
  return ok(encodeForm([['Action', request.operation], ['Version', service.version], ...form.value]));
}

/** The SDK-shaped answer in a successful body; `Truncated` if it is not whole. Pure. */
export function answerOf(request: AwsRequest, body: string): Result<JsonObject, AwsError> {
  const operation = operationOf(request);
  if (!operation)
    return unsent('unsupported', 'UnknownOperation', `${request.service} ${request.operation} is not in the table`);
  const parsed = parseXml(body);
  if (!parsed.ok || parsed.value.name !== `${request.operation}Response`)
    return err({
      kind: 'unknown',
      code: 'Truncated',
      message: `the answer is no whole ${request.operation}Response: ${parsed.ok ? 'another root element' : parsed.error}`,
    });
  const { protocol } = SERVICES[request.service];
  const { root } = parsed.value;
  return ok(
    readStruct(protocol, operation.output, protocol === 'query' ? child(root, `${request.operation}Result`) : root),
  );
}

function operationOf({ service, operation }: AwsRequest): Operation | undefined {
  const { operations } = SERVICES[service];
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

/**
 * A client for IAM, STS and EC2 with one set of credentials. Both methods answer with SDK-shaped objects or an
 * {@link AwsError}; they do not throw. `send` sends exactly once; `sendRead` repeats what was throttled or came to an
 * unknown end, so that it is for calls that change nothing (and for AssumeRole).
 * Throws only here, where `endpoint` is not a URL.
 */
export function createAwsClient(options: AwsClientOptions): AwsClient {
  const { credentials, timeoutMs = TIMEOUT_MS, now = systemClock } = options;
  // A method of the global object in workerd: called without it, it throws.
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const base = options.endpoint === undefined || options.endpoint === '' ? undefined : baseOf(options.endpoint);

  async function send(request: AwsRequest): Promise<AwsAnswer> {
    if (credentials.expiresAt !== undefined && now() >= credentials.expiresAt)
      return unsent('expired', 'CredentialsExpired', 'the credentials have expired; nothing was sent');
    const body = requestBody(request);
    if (!body.ok) return body;
    const endpoint = endpointOf(request.service, request.region, base);
    if (!endpoint.ok) return unsent('invalid', 'InvalidRequest', `${request.operation}: ${endpoint.error}`);
    const headers = await signedHeaders(credentials, {
      url: endpoint.value.url,
      body: body.value,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      service: request.service,
      region: endpoint.value.signingRegion,
      now: now(),
    });
    const reply = await exchange(fetcher, endpoint.value.url, { headers, body: body.value }, timeoutMs);
    return reply.ok ? interpret(request, reply.value) : reply;
  }

  const { random = Math.random, sleep = pause } = options;
  return { send, sendRead: (request) => withRetry(() => send(request), { now, random, sleep }) };
}

function interpret(request: AwsRequest, reply: Reply): AwsAnswer {
  if (reply.status < 200 || reply.status > 299) return err(errorOf(reply.status, reply.body, reply.retryAfter));
  const answer = answerOf(request, reply.body);
  return answer.ok ? answer : err({ ...answer.error, status: reply.status });
}

function baseOf(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error('AWS_ENDPOINT_URL must be a URL that begins with http:// or https://');
  return url.href;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
