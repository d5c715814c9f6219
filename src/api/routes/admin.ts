import { createRoute, z } from '@hono/zod-openapi';
import {
  ApiKeyInput,
  ApproverKeyInput,
  AwsAccountInput,
  SetupRequest,
  SourceInput,
  UserInput,
} from '../../contracts/access.ts';
import { Indicator } from '../../contracts/agents.ts';
import { bearerOf, fail, requires, unwrap, type ApiApp } from '../app.ts';
import { IdParam, json, PROBLEMS } from '../schemas.ts';

const body = <T extends z.ZodType>(schema: T) => ({
  body: { required: true, content: { 'application/json': { schema } } },
});
const SourceView = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    accounts: z.array(z.string()),
    enabled: z.boolean(),
    createdAt: z.int(),
  })
  .openapi('Source');
const Created = z.object({ id: z.string() });

const setup = createRoute({
  method: 'post',
  path: '/setup',
  summary: 'First run: the organisation and its admin, by the one-time setup token as bearer',
  request: body(SetupRequest),
  responses: {
    201: json(z.object({ org: z.string(), user: z.string(), apiKey: z.string() }), 'The key is shown once'),
    ...PROBLEMS,
  },
});
const addSource = createRoute({
  method: 'post',
  path: '/sources',
  summary: 'A new sender: its path and its secret, shown once',
  middleware: requires('admin'),
  request: body(SourceInput),
  responses: {
    201: json(z.object({ id: z.string(), kind: z.string(), path: z.string(), secret: z.string() }), 'Created'),
    ...PROBLEMS,
  },
});
const sources = createRoute({
  method: 'get',
  path: '/sources',
  summary: 'Senders',
  middleware: requires('viewer'),
  responses: { 200: json(z.object({ sources: z.array(SourceView) }), 'All sources'), ...PROBLEMS },
});
const addUser = createRoute({
  method: 'post',
  path: '/users',
  summary: 'A new person',
  middleware: requires('admin'),
  request: body(UserInput),
  responses: { 201: json(Created, 'Created'), ...PROBLEMS },
});
const addKey = createRoute({
  method: 'post',
  path: '/keys',
  summary: 'A new API key of a person, shown once',
  middleware: requires('admin'),
  request: body(ApiKeyInput),
  responses: { 201: json(z.object({ id: z.string(), apiKey: z.string() }), 'Created'), ...PROBLEMS },
});
const dropKey = createRoute({
  method: 'delete',
  path: '/keys/{id}',
  summary: 'Revoke an API key',
  middleware: requires('admin'),
  request: { params: IdParam('id') },
  responses: { 200: json(Created, 'Revoked'), ...PROBLEMS },
});
const enrol = createRoute({
  method: 'post',
  path: '/approver-keys',
  summary: "Enrol an approver's Ed25519 public key",
  middleware: requires('admin'),
  request: body(ApproverKeyInput),
  responses: { 201: json(z.object({ keyId: z.string() }), 'Enrolled'), ...PROBLEMS },
});
const account = createRoute({
  method: 'put',
  path: '/accounts',
  summary: 'An AWS account that Vedette guards, with its credentials (never read back)',
  middleware: requires('admin'),
  request: body(AwsAccountInput),
  responses: { 200: json(z.object({ account: z.string() }), 'Kept'), ...PROBLEMS },
});
const policies = createRoute({
  method: 'get',
  path: '/policies',
  summary: 'The policies in force',
  middleware: requires('viewer'),
  responses: {
    200: json(z.object({ version: z.string(), policies: z.record(z.string(), z.string()) }), 'Cedar text by policy id'),
    ...PROBLEMS,
  },
});
const indicators = createRoute({
  method: 'put',
  path: '/indicators',
  summary: 'Replace the list of indicators: NDJSON, one a line',
  middleware: requires('admin'),
  request: { body: { required: true, content: { 'application/x-ndjson': { schema: z.string() } } } },
  responses: { 200: json(z.object({ indicators: z.int() }), 'How many are in force'), ...PROBLEMS },
});

/** Reads at most this much of a list; a million indicators are a later store's business. */
const INDICATORS_MAX_BYTES = 5_000_000;

export function adminRoutes(app: ApiApp): void {
  app.openapi(setup, async (c) => {
    const token =
      bearerOf(c) ??
      fail(
        'unauthenticated',
        'Send the setup token as `Authorization: Bearer …`; it is the secret SETUP_TOKEN of the gate.',
      );
    return c.json(unwrap(await c.get('deps').admin.setup({ v: 1, token, body: c.req.valid('json') })), 201);
  });
  app.openapi(addSource, async (c) =>
    c.json(
      unwrap(await c.get('deps').admin.createSource({ v: 1, caller: c.get('principal'), body: c.req.valid('json') })),
      201,
    ),
  );
  app.openapi(sources, async (c) =>
    c.json(unwrap(await c.get('deps').admin.listSources({ v: 1, caller: c.get('principal') })), 200),
  );
  app.openapi(addUser, async (c) =>
    c.json(
      unwrap(await c.get('deps').admin.createUser({ v: 1, caller: c.get('principal'), body: c.req.valid('json') })),
      201,
    ),
  );
  app.openapi(addKey, async (c) =>
    c.json(
      unwrap(await c.get('deps').admin.createApiKey({ v: 1, caller: c.get('principal'), body: c.req.valid('json') })),
      201,
    ),
  );
  app.openapi(dropKey, async (c) =>
    c.json(
      unwrap(await c.get('deps').admin.revokeApiKey({ v: 1, caller: c.get('principal'), id: c.req.valid('param').id })),
      200,
    ),
  );
  app.openapi(enrol, async (c) =>
    c.json(
      unwrap(
        await c.get('deps').admin.enrolApproverKey({ v: 1, caller: c.get('principal'), body: c.req.valid('json') }),
      ),
      201,
    ),
  );
  app.openapi(account, async (c) =>
    c.json(
      unwrap(await c.get('deps').admin.putAccount({ v: 1, caller: c.get('principal'), body: c.req.valid('json') })),
      200,
    ),
  );
  app.openapi(policies, async (c) =>
    c.json(unwrap(await c.get('deps').admin.listPolicies({ v: 1, caller: c.get('principal') })), 200),
  );
  app.openapi(indicators, async (c) => {
    const text = new TextDecoder().decode(await c.req.arrayBuffer());
    if (text.length > INDICATORS_MAX_BYTES)
      return fail('too_large', `A list has at most ${INDICATORS_MAX_BYTES} bytes; split it or drop expired ones.`);
    const lines = text.split('\n').filter((l) => l.trim() !== '');
    for (const [i, line] of lines.entries()) checkIndicator(line, i + 1);
    await c.get('deps').indicators.put(`indicators/${c.get('principal').org}.ndjson`, lines.join('\n'));
    return c.json({ indicators: lines.length }, 200);
  });
}

function checkIndicator(line: string, number: number): void {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    fail('malformed', `Line ${number} is not JSON; one indicator a line.`, { field: `line ${number}` });
  }
  const parsed = Indicator.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    fail('malformed', `Line ${number}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not an indicator'}.`, {
      field: `line ${number}`,
    });
  }
}
