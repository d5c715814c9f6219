import { SourceInput, SourcePatch } from '../../contracts/access.ts';
import type { SourceMade } from '../../contracts/rpc-sources.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import { definedOnly } from '../defined.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { requireSource, type OneSource } from './require-source.ts';
import { newSealedKey } from './source-keys.ts';
import { accountsFor, givenSecret, kindOf, newSecret, requireKind, settingsFor } from './source-input.ts';

/** More can be pointed at one organisation; nobody could tell them apart in a list. */
const SOURCES_MAX = 500;

/** Makes a source with its first secret, which is answered once unless it was given. `path` is relative to the ingest Worker. */
export async function createSource(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<SourceMade, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(SourceInput, req.body);
  if (!parsed.ok) return parsed;
  const { kind, name, rhythmMinutes } = parsed.value;
  const about = requireKind(kind);
  if (!about.ok) return about;
  const settings = settingsFor(about.value, parsed.value.settings ?? {});
  if (!settings.ok) return settings;
  const accounts = accountsFor(about.value, parsed.value.accounts);
  if (!accounts.ok) return accounts;
  const given = parsed.value.secret === undefined ? undefined : givenSecret(about.value, parsed.value.secret);
  if (given?.ok === false) return given;
  const { org, actor } = caller.value;
  if ((await deps.store.sources.list(org)).length >= SOURCES_MAX)
    return err(failure('conflict', `an organisation has at most ${SOURCES_MAX} sources; delete one that is not used`));
  const at = deps.now();
  const id = newId('src', at);
  const secret = given?.value ?? newSecret(about.value, id);
  const key = secret === undefined ? undefined : await newSealedKey(deps, org, id, secret, at);
  const row = {
    id,
    kind,
    name,
    accounts: JSON.stringify(accounts.value),
    settings: JSON.stringify(settings.value),
    rhythmMinutes: rhythmMinutes ?? null,
    enabled: true,
    ratePerMinute: 0,
    createdAt: at,
  };
  const body = {
    source: id,
    kind,
    name,
    accounts: accounts.value,
    settings: jsonOf(settings.value),
    ...(rhythmMinutes === undefined ? {} : { rhythmMinutes }),
    ...(given === undefined ? {} : { given: true }),
  };
  await commitWithEntry(
    deps,
    org,
    [deps.store.sources.create(org, row), ...(key === undefined ? [] : [deps.store.sources.addKey(org, key)])],
    [entry(org, { chain: ORG_CHAIN, type: 'source.created', actor, at, once: [id], body })],
  );
  return ok({ id, kind, path: `/in/${id}`, ...(secret === undefined || given !== undefined ? {} : { secret }) });
}

/** Settings as a ledger entry holds them. */
const jsonOf = (settings: Readonly<Record<string, string | readonly string[]>>): Record<string, string | string[]> =>
  Object.fromEntries(Object.entries(settings).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]));

/** Deletes a source: its secrets are erased and its row is marked, so that what its deliveries were can still be told. */
export async function deleteSource(deps: GateDeps, req: OneSource): Promise<Result<{ id: string }, Failure>> {
  const found = await requireSource(deps, req);
  if (!found.ok) return found;
  const { org, actor, source } = found.value;
  const at = deps.now();
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.sources.endAllKeys(org, source.id),
      deps.store.sources.update(org, source.id, { enabled: false, deletedAt: at }),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'source.deleted',
        actor,
        at,
        once: [source.id],
        body: { source: source.id, kind: source.kind, name: source.name },
      }),
    ],
  );
  return ok({ id: source.id });
}

/**
 * Changes what a source may speak of, how fast, when it is missed, or whether it speaks at all. `ratePerMinute` 0 stands for the
 * default; `settings` replaces them all. Errors: `malformed`, `not_found`, `unprocessable` with the field.
 */
export async function updateSource(
  deps: GateDeps,
  req: OneSource & { readonly body: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const found = await requireSource(deps, req);
  if (!found.ok) return found;
  const { org, actor, source } = found.value;
  const parsed = parseInput(SourcePatch, req.body);
  if (!parsed.ok) return parsed;
  const { accounts, settings, ...rest } = parsed.value;
  const about = kindOf(source.kind);
  if (!about && (accounts ?? settings) !== undefined)
    return err(
      failure(
        'conflict',
        `this version does not know ${source.kind}; only its name and whether it is enabled can be changed`,
      ),
    );
  const taken = about && settings && settingsFor(about, settings);
  if (taken?.ok === false) return taken;
  const listed = about && accounts && accountsFor(about, accounts);
  if (listed?.ok === false) return listed;
  const body = definedOnly({ ...rest, accounts: listed?.value, settings: taken && jsonOf(taken.value) });
  if (Object.keys(body).length === 0) return ok({ id: source.id });
  const at = deps.now();
  const set = definedOnly({
    ...rest,
    accounts: listed && JSON.stringify(listed.value),
    settings: taken && JSON.stringify(taken.value),
    enabledAt: rest.enabled === true && !source.enabled ? at : undefined,
  });
  await commitWithEntry(
    deps,
    org,
    [deps.store.sources.update(org, source.id, set)],
    [entry(org, { chain: ORG_CHAIN, type: 'source.changed', actor, at, body: { source: source.id, ...body } })],
  );
  return ok({ id: source.id });
}
