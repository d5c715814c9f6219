import { fromBase64 } from '../../../src/kit/bytes.ts';
import { ApiError } from '../api-error.ts';
import { Params } from '../params.ts';
import type { SignedRequest } from '../sigv4.ts';
import { flatElements } from '../xml-out.ts';
import { checkChecksum } from './checksum.ts';
import type { Protocol } from './protocol.ts';
import { placedParams, routeOf, type Route } from './routes.ts';
import { xmlFields } from './xml-in.ts';

export interface XmlRoute extends Route {
  /** Root element of the answer; its content is what the operation returns. Absent: no body */
  readonly root?: string;
  /** Root element of the request's body, which must be there; its content becomes a parameter of that name */
  readonly input?: string;
  /** Part of the result (base64) that is the body */
  readonly raw?: string;
  /** Parts of the result that go into headers */
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

/** `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3-…`, and `bucket.localhost` for a server that stands in for it. */
const VIRTUAL_HOST = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.(?:s3(?:[.-][a-z0-9.-]+)?|localhost)$/;
const BARE_HOST = /^(?:s3(?:[.-][a-z0-9.-]+)?)$/;

/** The path with the bucket first, wherever the request has it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function pathOf({ url }: Pick<SignedRequest, 'url'>): string {
  const bucket = BARE_HOST.test(url.hostname) ? undefined : VIRTUAL_HOST.exec(url.hostname)?.[1];
  const path = bucket === undefined ? url.pathname : `/${bucket}${url.pathname}`;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** S3's: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export function restXml(routes: readonly XmlRoute[], namespace: string): Protocol {
  const headers = (requestId: string) => ({
    'content-type': 'application/xml',
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
  });
  const named = (operation: string) => routes.find((r) => r.operation === operation);
  return {
    operationOf: (request) => routeOf(routes, request, pathOf(request))?.operation ?? '',
    paramsOf: (request, operation) => {
      const route = named(operation)!;
      if (route.input !== undefined) checkChecksum(request);
      const placed = placedParams(route, request, pathOf(request));
      return Params.ofJson(
        route.input === undefined ? {} : { [route.input]: xmlFields(request.body, route.input) },
        's3',
      ).with(placed);
    },
    unknownOperation: () =>
      new ApiError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405),
    answer: (operation, result, requestId) => {
      const route = named(operation);
      const own = Object.fromEntries(
        Object.entries(route?.answerHeaders ?? {}).flatMap(([name, from]) =>
          result?.[from] === undefined ? [] : [[name, result[from] as string]],
        ),
      );
      if (route?.raw !== undefined) {
        const content = result?.[route.raw];
        const bytes = fromBase64(typeof content === 'string' ? content : '') ?? new Uint8Array();
        const { 'content-type': _xml, ...rest } = headers(requestId);
        return { status: 200, headers: { ...rest, ...own }, body: '', bytes };
      }
      return {
        status: route?.status ?? 200,
        headers: { ...headers(requestId), ...own },
        body:
          route?.root === undefined
            ? ''
            : `<?xml version="1.0" encoding="UTF-8"?>\n${flatElements(route.root, result ?? {}, ` xmlns="${namespace}"`)}`,
      };
    },
    refusal: (error, requestId, request) => ({
      status: error.status,
      headers: {
        ...headers(requestId),
        ...(error.more['Region'] === undefined ? {} : { 'x-amz-bucket-region': error.more['Region'] }),
      },
      body:
        request?.method === 'HEAD'
          ? ''
          : `<?xml version="1.0" encoding="UTF-8"?>\n${flatElements('Error', {
              Code: error.code,
              Message: error.message,
              ...error.more,
              RequestId: requestId,
              HostId: requestId,
            })}`,
    }),
  };
}
