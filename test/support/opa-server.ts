import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPA_TOKEN, type OpaRule } from './opa-rules.ts';

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly input: { readonly context?: { readonly disruptive?: boolean; readonly risk?: number } };
}

export interface OpaServer {
  readonly origin: string;
  readonly asked: Asked[];
  /** The URL of a rule */
  rule(name: string): string;
  close(): Promise<void>;
}

const PERMIT = { outcome: 'permit', reasons: ['nothing speaks against it'] };
const PROVENANCE = { version: '1.4.2', build_commit: 'abc', bundles: { vedette: { revision: 'r42' } } };

const send = (res: ServerResponse, status: number, body: unknown): void => {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const result = (res: ServerResponse, value: unknown, more: object = { provenance: PROVENANCE }): void =>
  send(res, 200, { decision_id: 'd0c3a1b2', ...more, result: value });

/** What each rule does; those that misbehave would let everything go if anybody believed them. */
const RULES: Readonly<Record<OpaRule, (res: ServerResponse, asked: Asked) => void>> = {
  decide: (res, { input }) =>
    result(res, input.context?.disruptive === true ? { outcome: 'ask', reasons: ['it disrupts'] } : PERMIT),
  permit: (res) => result(res, PERMIT),
  forbid: (res) => result(res, { outcome: 'forbid', reasons: ['change freeze'] }),
  two: (res) =>
    result(res, { outcome: 'ask', obligations: { approvals: 2, role: 'admin', onDrift: 'ask', escalateMinutes: 15 } }),
  'no-provenance': (res) => result(res, PERMIT, {}),
  'two-bundles': (res) =>
    result(res, PERMIT, { provenance: { bundles: { a: { revision: '1' }, b: { revision: '2' } } } }),
  'odd-revision': (res) => result(res, PERMIT, { provenance: { revision: `line\nbreak ${'x'.repeat(200)}` } }),
  guarded: (res, { authorization }) =>
    authorization === `Bearer ${OPA_TOKEN}`
      ? result(res, PERMIT)
      : send(res, 401, { code: 'unauthorized', message: 'request rejected by administrative policy' }),
  slow: (res) => void setTimeout(() => result(res, PERMIT), 1_500),
  hanging: (res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write(`{"result":${JSON.stringify(PERMIT)}`);
  },
  error: (res) => send(res, 500, { code: 'internal_error', message: 'boom', result: PERMIT }),
  accepted: (res) => send(res, 202, { result: PERMIT }),
  undefined: (res) => send(res, 200, { decision_id: 'd0c3a1b2', provenance: PROVENANCE }),
  empty: (res) => send(res, 200, {}),
  nothing: (res) => send(res, 200, ''),
  garbage: (res) => send(res, 200, `${JSON.stringify({ result: PERMIT })} and then some`),
  list: (res) => send(res, 200, [{ result: PERMIT }]),
  huge: (res) => result(res, PERMIT, { padding: 'x'.repeat(1_000_000) }),
  redirect: (res) => {
    res.writeHead(307, { location: '/v1/data/vedette/permit' });
    res.end();
  },
  reset: (res) => void res.socket?.destroy(),
  boolean: (res) => result(res, true),
  text: (res) => result(res, 'permit'),
  null: (res) => result(res, null),
  misspelt: (res) => result(res, { outcome: 'PERMIT' }),
  extra: (res) => result(res, { ...PERMIT, allow: true }),
  'reasons-text': (res) => result(res, { outcome: 'permit', reasons: 'because' }),
  'many-approvals': (res) => result(res, { outcome: 'permit', obligations: { approvals: 0 } }),
  'no-window': (res) => result(res, { outcome: 'permit', obligations: { strategy: 'scheduled' } }),
  'unknown-obligation': (res) => result(res, { outcome: 'permit', obligations: { twoFactor: true } }),
};

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

async function answer(req: IncomingMessage, res: ServerResponse, asked: Asked[]): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://opa');
  const rule = /^\/v1\/data\/vedette\/([a-z-]+)$/.exec(url.pathname)?.[1];
  const body = JSON.parse(await bodyOf(req)) as Partial<Asked>;
  if (req.method !== 'POST' || body.input === undefined || url.searchParams.get('provenance') !== 'true')
    return send(res, 400, { code: 'invalid_parameter', message: 'not how OPA is asked here' });
  const one: Asked = { path: url.pathname, authorization: req.headers.authorization, input: body.input };
  asked.push(one);
  // OPA answers 200 without a result for a rule that is not there.
  return rule !== undefined && Object.hasOwn(RULES, rule) ? RULES[rule as OpaRule](res, one) : send(res, 200, {});
}

/** A server that answers as OPA's Data API does, and badly where a rule's name says so. */
export async function startOpa(): Promise<OpaServer> {
  const asked: Asked[] = [];
  const server: Server = createServer((req, res) => {
    answer(req, res, asked).catch(() => send(res, 400, { code: 'invalid_parameter' }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    rule: (name) => `${origin}/v1/data/vedette/${name}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
