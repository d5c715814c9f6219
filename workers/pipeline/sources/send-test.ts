import * as z from 'zod';
import type { SourceGrant } from '../../../src/contracts/access.ts';
import { AccountRef, Id, OrgId, V1 } from '../../../src/contracts/common.ts';
import type { AcceptReply, DeliveryInput } from '../../../src/contracts/delivery.ts';
import type { SourceAbout } from '../../../src/contracts/source-about.ts';
import { SOURCE_CATALOGUE } from '../../../src/contracts/source-catalogue.generated.ts';
import { requestOf, type SourceClient } from '../../../src/ingest/client.ts';
import { Grants } from '../../../src/ingest/grants.ts';
import { SourceRates } from '../../../src/ingest/rate.ts';
import { receive, type Door } from '../../../src/ingest/receive.ts';
import { clients } from '../../../src/ingest/sources/clients.ts';
import { sources } from '../../../src/ingest/sources/registry.ts';
import type { Source } from '../../../src/ingest/source.ts';
import { toBase64, toBase64Url } from '../../../src/kit/bytes.ts';
import { randomBytes } from '../../../src/kit/crypto.ts';
import { failure, type Failure, type FailureCode } from '../../../src/kit/errors.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';

const TestRequest = z.object({
  v: V1,
  org: OrgId,
  source: Id,
  kind: z.string().max(64),
  accounts: z.array(AccountRef).max(200),
  settings: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
type TestRequest = z.infer<typeof TestRequest>;
const AWAY = failure('unavailable', 'a test asks nobody outside');

export interface TestDeps {
  readonly accept: (delivery: DeliveryInput) => Promise<AcceptReply>;
  readonly now: () => number;
}

/**
 * Sends a kind's own samples through that kind's own door, with a key made for this one request, into the source's journal, marked
 * as a test. It shows that what such a sender sends is framed, read and normalized; nothing about the real key or the network
 * before ingest. Where the vendor signs with a key of its own nothing is verified, for nobody else can sign.
 * Errors: `malformed`; `unprocessable` for a kind that this version does not know, or samples that its own door refuses.
 */
export async function sendTest(
  deps: TestDeps,
  input: unknown,
): Promise<Result<{ delivery: string; records: number; acceptedAt: number }, Failure>> {
  const parsed = TestRequest.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return err(failure('malformed', issue.message, { field: `/${issue.path.join('/')}` }));
  }
  const { kind, source: id } = parsed.data;
  const source = Object.hasOwn(sources, kind) ? sources[kind] : undefined;
  const client = Object.hasOwn(clients, kind) ? clients[kind] : undefined;
  const about = SOURCE_CATALOGUE.find((k) => k.id === kind);
  if (!source || !client || !about) return err(failure('unprocessable', `this version does not know ${kind}`));
  const records = client.samples(deps.now());
  const request = { ...parsed.data, settings: requiredOf(about, parsed.data.settings) };
  const sample: Sample = { client, records, secret: secretFor(about.secret, id), request };
  const door = about.secret === 'none' ? { ...source, verify: () => ok({}) } : source;
  const passed = await pass(deps, sample, door);
  const { reply } = passed;
  if (reply?.ok === true)
    return ok({ delivery: reply.value.delivery, records: records.length, acceptedAt: reply.value.acceptedAt });
  if (reply?.ok === false) return err(reply.error);
  return err(
    failure('unprocessable', `the source did not take its own sample: ${passed.refused ?? 'it answered itself'}`),
  );
}

/** What is optional narrows what a source takes (one dataset, a vendor's tokens); its kind's samples are of all that it may. */
function requiredOf(about: SourceAbout, settings: TestRequest['settings']): TestRequest['settings'] {
  const required = new Set(about.settings.filter((s) => s.required).map((s) => s.name));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => required.has(name)));
}

interface Sample {
  readonly client: SourceClient;
  readonly records: readonly unknown[];
  readonly secret: string;
  readonly request: TestRequest;
}

/** Sends a sample through a door: what its journal said, or why it did not come so far. */
async function pass(
  deps: TestDeps,
  { client, records, secret, request }: Sample,
  source: Source,
): Promise<{ readonly reply?: AcceptReply; readonly refused?: FailureCode }> {
  const { settings, source: id, kind } = request;
  const input = { records, secret, settings, deliveryId: crypto.randomUUID(), now: deps.now() };
  const isVerified = source === sources[kind];
  const made = isVerified
    ? await requestOf(client, input)
    : { method: client.method ?? 'POST', path: '', ...(await client.wrap(input)) };
  let reply: AcceptReply | undefined;
  let refused: FailureCode | undefined;
  const door: Door = {
    sources: { [kind]: source },
    grants: new Grants(),
    rates: new SourceRates(),
    keys: { lookup: () => Promise.resolve(grantOf(request, secret)) },
    intake: {
      accept: async (delivery) => {
        reply = await deps.accept({ ...delivery, test: true });
        return reply;
      },
    },
    rate: { limit: () => Promise.resolve({ success: true }) },
    outside: { get: () => Promise.resolve(err(AWAY)) },
    now: deps.now,
    log: () => undefined,
    refused: (_grant, code) => {
      refused = code;
    },
  };
  await receive(
    door,
    { sourceId: id, path: pathOf(made.path) },
    new Request(`https://ingest.invalid/in/${id}${made.path}`, {
      method: made.method,
      headers: { ...made.headers },
      body: made.body,
    }),
  );
  return { ...(reply === undefined ? {} : { reply }), ...(refused === undefined ? {} : { refused }) };
}

const pathOf = (path: string): string => path.split('?')[0] ?? '';

const secretFor = (form: (typeof SOURCE_CATALOGUE)[number]['secret'], source: string): string => {
  const key = randomBytes(32);
  if (form === 'webhook') return `whsec_${toBase64(key)}`;
  return form === 'addressed' ? `${source}.${toBase64Url(key)}` : toBase64Url(key);
};

const grantOf = (r: TestRequest, secret: string): SourceGrant => ({
  v: 1,
  id: r.source,
  org: r.org,
  kind: r.kind,
  accounts: r.accounts,
  settings: r.settings,
  secrets: [secret],
  enabled: true,
  ratePerMinute: 0,
});
