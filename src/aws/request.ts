import type { JsonObject } from '../kit/canonical.ts';
import { sha256 } from '../kit/crypto.ts';
import { toBase64 } from '../kit/bytes.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { conform } from './conform.ts';
import { jsonBody } from './json.ts';
import { place } from './rest.ts';
import { encodeForm, formOf } from './serialize.ts';
import { operationOf, SERVICES, type Service } from './services.ts';
import { shapeOf, type Operation } from './shape.ts';
import type { AwsError, AwsRequest } from './types.ts';
import { xmlDocument } from './xml-write.ts';

/** A request as it goes over the wire, without host and signature. */
export interface Wire {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Escaped, with a slash before it */
  readonly path: string;
  /** Escaped, without the question mark; empty if there is none */
  readonly query: string;
  /** Names in lower case */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty if there is none */
  readonly body: string;
}

/** Nothing was sent. */
export const unsent = (kind: 'invalid' | 'unsupported' | 'expired', code: string, message: string) =>
  err({ kind, code, message } satisfies AwsError);

/** An error for an operation that the tables do not have. */
export const unknownOperation = (request: AwsRequest) =>
  unsent('unsupported', 'UnknownOperation', `${request.service} ${request.operation} is not in the table`);

/** The request that a call makes. Errors say which parameter is wrong; nothing of it has been sent then. Pure. */
export function wireOf(request: AwsRequest): Result<Wire, AwsError> {
  const operation = operationOf(request);
  if (!operation) return unknownOperation(request);
  const params = conform(operation.input, request.params);
  const wire = params.ok ? written(SERVICES[request.service], operation, request.operation, params.value) : params;
  return wire.ok ? wire : unsent('invalid', 'InvalidRequest', `${request.operation}: ${wire.error}`);
}

/** The body of a request. Errors as those of {@link wireOf}. Pure. */
export function requestBody(request: AwsRequest): Result<string, AwsError> {
  const wire = wireOf(request);
  return wire.ok ? ok(wire.value.body) : wire;
}

const post = { method: 'POST', path: '/', query: '' } as const;

function written(service: Service, operation: Operation, name: string, params: JsonObject): Result<Wire, string> {
  switch (service.protocol) {
    case 'query':
    case 'ec2': {
      const form = formOf(service.protocol, operation.input, params);
      return ok({
        ...post,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: encodeForm([['Action', name], ['Version', service.version], ...form]),
      });
    }
    case 'json':
      return ok({
        ...post,
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${service.target}.${name}` },
        body: jsonBody(operation.input, params),
      });
    case 'rest-json':
    case 'rest-xml':
      return restOf(operation, params);
    default:
      return service satisfies never;
  }
}

function restOf(operation: Operation, params: JsonObject): Result<Wire, string> {
  const { http } = operation;
  if (!http) return err('the table does not say where its parameters go');
  const placed = place(http, params);
  if (!placed.ok) return placed;
  const { path, query, headers, elsewhere } = placed.value;
  const body = bodyOf(operation, params, elsewhere);
  if (!body.ok) return body;
  return ok({ method: http.method, path, query, ...body.value, headers: { ...headers, ...body.value.headers } });
}

function bodyOf(
  { http, input }: Operation,
  params: JsonObject,
  elsewhere: ReadonlySet<string>,
): Result<Pick<Wire, 'headers' | 'body'>, string> {
  if (http?.payload !== undefined) {
    const { payload } = http;
    const value = params[payload];
    if (value === undefined) return err(`${payload} is missing; it is the body`);
    const body = xmlDocument(payload, shapeOf(input[payload]!), value);
    return ok({
      body,
      headers: {
        'content-type': 'application/xml',
        // S3 asks for one with every change of a bucket's settings:
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
        'x-amz-sdk-checksum-algorithm': 'SHA256',
        'x-amz-checksum-sha256': toBase64(sha256(body)),
      },
    });
  }
  if (Object.keys(input).every((name) => elsewhere.has(name))) return ok({ body: '', headers: {} });
  return ok({ body: jsonBody(input, params, elsewhere), headers: { 'content-type': 'application/json' } });
}
