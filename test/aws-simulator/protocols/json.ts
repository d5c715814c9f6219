import { ApiError } from '../api-error.ts';
import { Params, type Spelling } from '../params.ts';
import { OPERATION_MOST_CHARS, type Protocol } from './protocol.ts';

/** The fields of a JSON body; none for an empty one. Throws what AWS's JSON services say to a body that is no object. */
export function jsonParams(body: string, spelling: Spelling): Params {
  let value: unknown;
  try {
    value = body === '' ? {} : JSON.parse(body);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError('SerializationException', 'Unable to parse the request body as a JSON object');
  return Params.ofJson(value as Record<string, unknown>, spelling);
}

/** WAF's and CloudTrail's: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function json11(shape: string, spelling: Spelling): Protocol {
  const headers = (requestId: string) => ({
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
  });
  return {
    // CloudTrail's documents write the target with a Java package before it, the SDKs without: the end decides.
    operationOf: (request) => {
      const target = request.headers.get('x-amz-target') ?? '';
      const at = target.lastIndexOf('.');
      return target.slice(0, at).split('.').at(-1) === shape ? target.slice(at + 1, at + 1 + OPERATION_MOST_CHARS) : '';
    },
    paramsOf: ({ body }) => jsonParams(body, spelling),
    unknownOperation: () => new ApiError('UnknownOperationException', 'The operation is not known', 400),
    answer: (_, result, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: JSON.stringify(result ?? {}),
    }),
    refusal: (error, requestId) => ({
      status: error.status,
      headers: headers(requestId),
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.more }),
    }),
  };
}
