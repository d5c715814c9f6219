import { ApiError } from '../api-error.ts';
import type { Spelling } from '../params.ts';
import { jsonParams } from './json.ts';
import type { Protocol } from './protocol.ts';
import { placedParams, routeOf, type Route } from './routes.ts';

/** Lambda's: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function restJson(routes: readonly Route[], spelling: Spelling): Protocol {
  const headers = (requestId: string) => ({ 'content-type': 'application/json', 'x-amzn-requestid': requestId });
  return {
    operationOf: (request) => routeOf(routes, request, request.url.pathname)?.operation ?? '',
    paramsOf: (request, operation) =>
      jsonParams(request.body, spelling).with(
        placedParams(
          routes.find((r) => r.operation === operation)!,
          request,
          request.url.pathname,
        ),
      ),
    unknownOperation: () => new ApiError('UnknownOperationException', 'The operation is not known', 404),
    answer: (operation, result, requestId) => {
      const status = routes.find((r) => r.operation === operation)?.status ?? 200;
      return { status, headers: headers(requestId), body: status === 204 ? '' : JSON.stringify(result ?? {}) };
    },
    refusal: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), 'x-amzn-errortype': error.code },
      body: JSON.stringify({ Message: error.message, ...error.more }),
    }),
  };
}
