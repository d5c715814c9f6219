import { z } from 'zod';
import { SourceInput } from '../../contracts/access.ts';
import { Id } from '../../contracts/common.ts';
import { toBase64, toBase64Url } from '../../kit/bytes.ts';
import { DAY_MS } from '../../kit/clock.ts';
import { randomBytes } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import { definedOnly } from '../defined.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

const SECRET_BYTES = 32;
/** Until then senders may still use the secret before. */
const ROTATION_OVERLAP_MS = DAY_MS;
/** More than one ingest isolate takes in; a limit above it would limit nothing. */
const RATE_PER_MINUTE_MAX = 1_000_000;

/** How a kind of source writes its secret; the Standard Webhooks form is that of its specification, "Signature scheme". */
const SECRET_BY_KIND: Readonly<Record<string, () => string>> = {
  'aws.firehose': () => toBase64Url(randomBytes(SECRET_BYTES)),
  'aws.eventbridge': () => toBase64Url(randomBytes(SECRET_BYTES)),
  'standard.webhook': () => `whsec_${toBase64(randomBytes(SECRET_BYTES))}`,
};

/** Makes a source with its first secret, which is answered once. `path` is relative to the ingest Worker. */
export async function createSource(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ id: string; kind: string; path: string; secret: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(SourceInput, req.body);
  if (!parsed.ok) return parsed;
  const { kind, name, accounts } = parsed.value;
  const newSecret = Object.hasOwn(SECRET_BY_KIND, kind) ? SECRET_BY_KIND[kind] : undefined;
  if (!newSecret)
    return err(
      failure('unprocessable', `there is no such kind; take one of ${Object.keys(SECRET_BY_KIND).join(', ')}`, {
        field: '/kind',
      }),
    );
  const { org, actor } = caller.value;
  const at = deps.now();
  const id = newId('src', at);
  const secret = newSecret();
  const key = await newSealedKey(deps, org, id, secret, at);
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.sources.create(org, {
        id,
        kind,
        name,
        accounts: JSON.stringify([...new Set(accounts)].sort()),
        enabled: true,
        ratePerMinute: 0,
        createdAt: at,
      }),
      deps.store.sources.addKey(org, key),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'source.created',
        actor,
        at,
        once: [id],
        body: { source: id, kind, name, accounts },
      }),
    ],
  );
  return ok({ id, kind, path: `/in/${id}`, secret });
}

async function newSealedKey(deps: GateDeps, org: string, source: string, secret: string, at: number) {
  const id = newId('key', at);
  const sealed = await (await deps.envelope()).seal({ org, table: 'source_key', id }, secret);
  return { id, source, secret: sealed, createdAt: at };
}

/** A new secret for a source; the one before stays good for a day, older ones end now. */
export async function rotateSource(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string; secret: string; previousUntil: number }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const { org, actor } = caller.value;
  const id = parseInput(Id, req.id);
  const source = id.ok ? await deps.store.sources.find(org, id.value) : undefined;
  const secret = source && SECRET_BY_KIND[source.kind]?.();
  if (!source || secret === undefined) return err(failure('not_found', 'there is no such source'));
  const at = deps.now();
  const previousUntil = at + ROTATION_OVERLAP_MS;
  const key = await newSealedKey(deps, org, source.id, secret, at);
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.sources.endRetiredKeys(org, source.id),
      deps.store.sources.expireKeys(org, source.id, previousUntil),
      deps.store.sources.addKey(org, key),
    ],
    [entry(org, { chain: ORG_CHAIN, type: 'source.rotated', actor, at, body: { source: source.id, previousUntil } })],
  );
  return ok({ id: source.id, secret, previousUntil });
}

export interface SourceView {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly accounts: string[];
  readonly enabled: boolean;
  readonly createdAt: number;
}

export async function listSources(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ sources: SourceView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'analyst');
  if (!caller.ok) return caller;
  const rows = await deps.store.sources.list(caller.value.org);
  return ok({
    sources: rows.map((r) => ({
      id: r.id,
      kind: r.kind,
      name: r.name,
      accounts: JSON.parse(r.accounts) as string[],
      enabled: r.enabled,
      createdAt: r.createdAt,
    })),
  });
}

const Patch = z.object({
  name: SourceInput.shape.name.optional(),
  accounts: SourceInput.shape.accounts.optional(),
  enabled: z.boolean().optional(),
  ratePerMinute: z.int().min(0).max(RATE_PER_MINUTE_MAX).optional(),
});

/** Changes what a source may speak of, how fast, or whether at all. `ratePerMinute` 0 stands for the default. Errors: `malformed`, `not_found`. */
export async function updateSource(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown; readonly body: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(Patch, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const id = parseInput(Id, req.id);
  const source = id.ok ? await deps.store.sources.find(org, id.value) : undefined;
  if (!source) return err(failure('not_found', 'there is no such source'));
  const { accounts, ...rest } = parsed.value;
  const listed = accounts && [...new Set(accounts)].sort();
  const body = definedOnly({ ...rest, accounts: listed });
  if (Object.keys(body).length === 0) return ok({ id: source.id });
  await commitWithEntry(
    deps,
    org,
    [deps.store.sources.update(org, source.id, definedOnly({ ...rest, accounts: listed && JSON.stringify(listed) }))],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'source.changed',
        actor,
        at: deps.now(),
        body: { source: source.id, ...body },
      }),
    ],
  );
  return ok({ id: source.id });
}
