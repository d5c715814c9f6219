import type { Json } from '../kit/canonical.ts';
import { kindOf } from './error-codes.ts';
import type { Reply } from './exchange.ts';
import { parseJsonObject } from './json.ts';
import { isRegion } from './region.ts';
import type { Protocol } from './shape.ts';
import { child, parseXml, textOf } from './xml.ts';

/** What an answer says of a failure, as long as AWS wrote it. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
}

/**
 * The AWS error in an answer; undefined if there is none in it: then nobody knows who answered. A refusal is believed in the
 * other services' form as well: AWS-compatible servers refuse before they look which service is meant. That something is
 * missing, or was done, is not. Pure.
 */
export function errorDocument(protocol: Protocol, reply: Reply, head: boolean): ErrorDocument | undefined {
  const requestId = reply.headers.get('x-amzn-requestid') ?? reply.headers.get('x-amz-request-id') ?? undefined;
  if (head) return headDocument(reply, requestId);
  const isJson = protocol === 'json' || protocol === 'rest-json';
  const [own, other] = isJson ? [jsonDocument, xmlDocument] : [xmlDocument, jsonDocument];
  const found = own(reply, requestId);
  if (found) return found;
  const elsewhere = other(reply, requestId);
  return elsewhere && isRefusal(elsewhere.code, reply.status) ? elsewhere : undefined;
}

const isRefusal = (code: string, status: number): boolean =>
  status !== 404 && ['denied', 'unsupported', 'expired'].includes(kindOf(code, status));

/**
 * IAM and STS: `<ErrorResponse><Error>…</Error><RequestId>`; EC2: `<Response><Errors><Error>…</Errors><RequestID>`;
 * S3: `<Error>…<RequestId></Error>`.
 */
function xmlDocument({ body }: Reply, headerId: string | undefined): ErrorDocument | undefined {
  const parsed = parseXml(body);
  if (!parsed.ok) return undefined;
  const { name, root } = parsed.value;
  const error = name === 'Error' ? root : (child(root, 'Error') ?? child(child(root, 'Errors'), 'Error'));
  const code = textOf(child(error, 'Code'))?.trim();
  if (code === undefined || code === '') return undefined;
  return {
    // EC2 used to write `Client.X` for `X`, and its CloudTrail events still do.
    code: code.replace(/^(Client|Server)\./, ''),
    message: textOf(child(error, 'Message')) ?? '',
    requestId: textOf(child(root, 'RequestId')) ?? textOf(child(root, 'RequestID')) ?? headerId,
  };
}

const word = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The code is in a header or in the body, with a namespace before it and an address behind it:
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization. A body that is cut off is no
 * document, whatever the header says.
 */
function jsonDocument({ body, headers }: Reply, requestId: string | undefined): ErrorDocument | undefined {
  const parsed = parseJsonObject(body.trim() === '' ? '{}' : body);
  if (!parsed.ok) return undefined;
  const { value } = parsed;
  const own = (name: string) => (Object.hasOwn(value, name) ? word(value[name]) : undefined);
  const code = (headers.get('x-amzn-errortype') ?? own('code') ?? own('__type'))?.split(/[:,]/)[0]?.split('#').at(-1);
  const bare = code?.trim();
  if (bare === undefined || bare === '') return undefined;
  return { code: bare, message: own('message') ?? own('Message') ?? own('errorMessage') ?? '', requestId };
}

/** Codes of S3's for answers that have no body, as its SDKs name them. */
const HEAD_CODES: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
};

/** An answer to HEAD has no body. It is S3's if it carries S3's mark; a proxy's 404 would say that a bucket is not there. */
function headDocument({ status, headers }: Reply, requestId: string | undefined): ErrorDocument | undefined {
  const code = HEAD_CODES[status];
  if (code === undefined || requestId === undefined) return undefined;
  const region = headers.get('x-amz-bucket-region');
  const where = region === null || !isRegion(region) ? '' : `; the bucket is in ${region}`;
  return { code, message: `HTTP ${status} to a HEAD request${where}`, requestId };
}
