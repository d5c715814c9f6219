import type { Json, JsonObject } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { parseJsonObject, readJsonStruct } from './json.ts';
import { unknownOperation } from './request.ts';
import { operationOf, SERVICES } from './services.ts';
import { shapeOf, type Http, type Operation } from './shape.ts';
import type { AwsError, AwsRequest } from './types.ts';
import { booleanOf, child, parseXml, readStruct } from './xml.ts';

/** AWS may have carried the request out, but what it said of it cannot be read. */
const unreadable = (operation: string, why: string) =>
  err({
    kind: 'unknown',
    code: 'Truncated',
    message: `the answer is no whole ${operation}Response: ${why}`,
  } satisfies AwsError);

/** The SDK-shaped answer in a successful reply; `Truncated` if it is not whole, or not of that operation. Pure. */
export function answerOf(
  request: AwsRequest,
  body: string,
  headers: Headers = new Headers(),
): Result<JsonObject, AwsError> {
  const operation = operationOf(request);
  if (!operation) return unknownOperation(request);
  const { protocol } = SERVICES[request.service];
  switch (protocol) {
    case 'query':
    case 'ec2':
      return queryAnswer(protocol, operation, request.operation, body);
    case 'json':
    case 'rest-json':
      return jsonAnswer(operation, request.operation, body);
    case 'rest-xml':
      return restXmlAnswer(operation, request.operation, body, headers);
    default:
      return protocol satisfies never;
  }
}

function queryAnswer(protocol: 'query' | 'ec2', operation: Operation, name: string, body: string) {
  const parsed = parseXml(body);
  if (!parsed.ok) return unreadable(name, parsed.error);
  if (parsed.value.name !== `${name}Response`) return unreadable(name, 'another root element');
  const { root } = parsed.value;
  return ok(readStruct(protocol, operation.output, protocol === 'query' ? child(root, `${name}Result`) : root));
}

/**
 * JSON has no root element that names the operation; a whole JSON object is all that can be asked for. The content's type is
 * not looked at: AWS-compatible servers label their JSON as text. Only an operation that answers with nothing may have no body.
 */
function jsonAnswer({ output }: Operation, name: string, body: string) {
  if (body.trim() === '') return Object.keys(output).length === 0 ? ok({}) : unreadable(name, 'the body is empty');
  const parsed = parseJsonObject(body);
  return parsed.ok ? ok(readJsonStruct(output, parsed.value)) : unreadable(name, parsed.error);
}

function restXmlAnswer(operation: Operation, name: string, body: string, headers: Headers) {
  const { http, output } = operation;
  const found = headerFields(http, output, headers);
  if (http?.root === undefined) return body.trim() === '' ? ok(found) : unreadable(name, 'a body where none belongs');
  const parsed = parseXml(body);
  if (!parsed.ok) return unreadable(name, parsed.error);
  if (parsed.value.name !== http.root) return unreadable(name, 'another root element');
  const { root } = parsed.value;
  if (http.rootMember === undefined) return ok({ ...readStruct('rest-xml', output, root), ...found });
  const shape = shapeOf(output[http.rootMember]!);
  return ok({ [http.rootMember]: shape.kind === 'struct' ? readStruct('rest-xml', shape.fields, root) : {}, ...found });
}

function headerFields(http: Http | undefined, output: Operation['output'], headers: Headers): JsonObject {
  const out: JsonObject = {};
  for (const [name, wire] of Object.entries(http?.answerHeaders ?? {})) {
    const text = headers.get(wire);
    if (text === null) continue;
    const value: Json | undefined = shapeOf(output[name]!).kind === 'boolean' ? booleanOf(text) : text;
    if (value !== undefined) out[name] = value;
  }
  return out;
}
