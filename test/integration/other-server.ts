import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server's framework says where its code falls over a call that it does not have. */
const PAGE = `<!doctype html>
<html lang=en>
<title>500 Internal Server Error</title>
<h1>Internal Server Error</h1>
<p>The server encountered an internal error and was unable to complete your request.</p>
`;
const REFUSED = `<?xml version="1.0" encoding="UTF-8"?>
<ErrorResponse>
  <Errors>
    <Error>
      <Code>SignatureDoesNotMatch</Code>
      <Message>The request signature we calculated does not match the signature you provided.</Message>
    </Error>
  </Errors>
  <RequestID>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestID>
</ErrorResponse>`;
const LISTING = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><MaxKeys>1000</MaxKeys></ListBucketResult>`;

type Said = readonly [status: number, body: string];

/** How a server answers that has less than AWS, or has it in another form. */
export type Manner = (call: { readonly name: string; readonly body: string }) => Said | undefined;

/** Less than AWS, as moto has it: pages for unknown calls, refusals in the wrong form, a listing for an unknown subresource. */
export const likeMoto: Manner = ({ name, body }) => {
  switch (name) {
    case 'SimulatePrincipalPolicy':
    case 'ListEventSourceMappings':
      return [500, PAGE];
    case 'ListTagsForResource': // WAF
    case 'ListTags':
    case 'GetLoginProfile':
      return [403, REFUSED];
    case 'policyStatus':
      return [200, LISTING];
    case 'website':
      return [404, PAGE];
    case 'StartLogging':
      return body.includes('arn:aws:') ? [500, PAGE] : undefined;
    default:
      return undefined;
  }
};

/** Less than AWS, as servers have it that answer 501 to what they do not know. */
export const unimplemented: Manner = ({ name }) => {
  if (likeMoto({ name, body: 'arn:aws:' }) === undefined || name === 'StartLogging') return undefined;
  const message = `The API action '${name}' is not yet implemented`;
  return /^ListTags|^ListEvent/.test(name)
    ? [501, JSON.stringify({ __type: 'InternalFailure', message })]
    : [501, `<ErrorResponse><Error><Code>InternalFailure</Code><Message>${message}</Message></Error></ErrorResponse>`];
};

/** The call, by its name in the query protocols and JSON's, by its path or subresource in the others. */
function nameOf(incoming: IncomingMessage, body: string): string {
  const target = incoming.headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1)!;
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://x');
  if (pathname.includes('/event-source-mappings')) return 'ListEventSourceMappings';
  if (pathname.startsWith('/2017-03-31/tags/')) return 'ListTags';
  return new URLSearchParams(body).get('Action') ?? [...searchParams.keys()][0] ?? '';
}

/** A form as Python's urllib writes it. A server that signs what it wrote itself finds another signature for any other spelling. */
const asPython = (body: string): string =>
  [...new URLSearchParams(body)]
    .map((pair) =>
      pair
        .map((t) =>
          encodeURIComponent(t).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
        )
        .join('=')
        .replaceAll('%20', '+'),
    )
    .join('&');

/**
 * A server on a free port in front of the simulator, whose signatures and permissions still hold: answers in its own manner where it
 * has one, knows a form only as Python spells it, and calls everything `text/html` without a request id.
 */
export async function otherServer(upstream: string, manner: Manner) {
  const unknown: string[] = [];
  const answer = (response: ServerResponse, [status, body]: Said) =>
    void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (c: Buffer) => chunks.push(c));
    incoming.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = sent.toString();
      const name = nameOf(incoming, body);
      const said = manner({ name, body });
      if (said) {
        unknown.push(name);
        answer(response, said);
        return;
      }
      // It has lost the body's bytes by then, and takes the digest that the request tells and signs.
      if (!/SignedHeaders=[^,]*;x-amz-content-sha256;/.test(incoming.headers.authorization ?? '')) {
        answer(response, [403, REFUSED]);
        return;
      }
      const isForm = (incoming.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
      if (isForm && asPython(body) !== body) {
        answer(response, [403, REFUSED]);
        return;
      }
      const { method, headers } = incoming;
      const onward = forward(
        new URL(incoming.url ?? '/', upstream).href,
        { ...(method ? { method } : {}), headers },
        (back) => {
          const parts: Buffer[] = [];
          back.on('data', (c: Buffer) => parts.push(c));
          back.on('end', () => answer(response, [back.statusCode ?? 500, Buffer.concat(parts).toString()]));
        },
      );
      onward.on('error', () => answer(response, [502, PAGE]));
      onward.end(sent);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Names of the calls that were answered in its own manner */
    unknown,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
