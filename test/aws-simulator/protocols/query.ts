import { ApiError } from '../api-error.ts';
import { Params, parseForm } from '../params.ts';
import { elements } from '../xml-out.ts';
import { OPERATION_MOST_CHARS, type Protocol } from './protocol.ts';

interface Version {
  readonly version: string;
  readonly namespace: string;
}

const operationOf: Protocol['operationOf'] = ({ body }) =>
  (new URLSearchParams(body).get('Action') ?? '').slice(0, OPERATION_MOST_CHARS);

const headersOf = (requestId: string) => ({
  'content-type': 'text/xml;charset=UTF-8',
  'x-amzn-requestid': requestId,
});

/** IAM's and STS's: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const query = ({ version, namespace }: Version): Protocol => ({
  operationOf,
  paramsOf: ({ body }, operation) => {
    const fields = parseForm(body);
    if (fields.get('Version') !== version) throw noOperation(operation, fields.get('Version'));
    return new Params('query', fields);
  },
  unknownOperation: ({ body }, operation) => noOperation(operation, new URLSearchParams(body).get('Version')),
  answer: (operation, result, requestId) => ({
    status: 200,
    headers: headersOf(requestId),
    body: elements('member')(
      `${operation}Response`,
      {
        ...(result === undefined ? {} : { [`${operation}Result`]: result }),
        ResponseMetadata: { RequestId: requestId },
      },
      ` xmlns="${namespace}"`,
    ),
  }),
  refusal: (error, requestId) => ({
    status: error.status,
    headers: headersOf(requestId),
    body: elements('member')(
      'ErrorResponse',
      {
        Error: { Type: error.status >= 500 ? 'Receiver' : 'Sender', Code: error.code, Message: error.message },
        RequestId: requestId,
      },
      ` xmlns="${namespace}"`,
    ),
  }),
});

const noOperation = (operation: string, version: string | null | undefined): ApiError =>
  new ApiError(
    'InvalidAction',
    `Could not find operation ${operation.slice(0, 80)} for version ${(version ?? '').slice(0, 20)}`,
  );

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** EC2's: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const ec2Query = ({ version, namespace }: Version): Protocol => ({
  operationOf,
  paramsOf: ({ body }, operation) => {
    const fields = parseForm(body);
    if (fields.get('Version') !== version) throw notValid(operation);
    return new Params('ec2', fields);
  },
  unknownOperation: (_, operation) => notValid(operation),
  answer: (operation, result, requestId) => ({
    status: 200,
    headers: headersOf(requestId),
    body:
      XML +
      elements('item')(`${operation}Response`, { requestId, ...(result ?? { return: true }) }, ` xmlns="${namespace}"`),
  }),
  refusal: (error, requestId) => ({
    status: error.status,
    headers: headersOf(requestId),
    body:
      XML +
      elements('item')('Response', {
        Errors: { Error: { Code: error.code, Message: error.message } },
        RequestID: requestId,
      }),
  }),
});

const notValid = (operation: string): ApiError =>
  new ApiError('InvalidAction', `The action ${operation.slice(0, 80)} is not valid for this web service.`);
