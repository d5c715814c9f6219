import * as z from 'zod';
import { Id, V1 } from '../../contracts/common.ts';
import type { SourceSummary, SourceWithKeys, WatchedSource } from '../../contracts/rpc-sources.ts';
import type { SourceSettings } from '../../contracts/source-about.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { Authority } from '../../storage/authority/db.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';

type Row = NonNullable<Awaited<ReturnType<Authority['sources']['find']>>>;

const summaryOf = (r: Row): SourceSummary => ({
  id: r.id,
  kind: r.kind,
  name: r.name,
  accounts: JSON.parse(r.accounts) as string[],
  settings: JSON.parse(r.settings) as SourceSettings,
  rhythmMinutes: r.rhythmMinutes,
  enabled: r.enabled,
  ratePerMinute: r.ratePerMinute,
  createdAt: r.createdAt,
  enabledAt: r.enabledAt ?? r.createdAt,
});

/** The sources of the caller's organisation, oldest first; for analysts. */
export async function listSources(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ sources: SourceSummary[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'analyst');
  if (!caller.ok) return caller;
  return ok({ sources: (await deps.store.sources.list(caller.value.org)).map(summaryOf) });
}

/** One source with the ages of its keys; for analysts. */
export async function oneSource(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<SourceWithKeys, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'analyst');
  if (!caller.ok) return caller;
  const { org } = caller.value;
  const id = parseInput(Id, req.id);
  const row = id.ok ? await deps.store.sources.find(org, id.value) : undefined;
  if (!row) return err(failure('not_found', 'there is no such source'));
  const now = deps.now();
  const keys = (await deps.store.sources.keys(org, row.id))
    .filter((k) => k.expiresAt === null || k.expiresAt > now)
    .map(({ id: key, createdAt, expiresAt, lastUsedAt }) => ({ id: key, createdAt, expiresAt, lastUsedAt }));
  return ok({ ...summaryOf(row), keys });
}

const WatchedRequest = z.object({ v: V1, after: Id.optional() });
/** A few hundred kilobytes of RPC at most. */
const WATCHED_PAGE = 500;

/** A page of the enabled sources of all organisations; see {@link SourceRhythmsApi}. Throws on a request that is none: a bug. */
export async function listWatched(
  deps: Pick<GateDeps, 'store'>,
  req: unknown,
): Promise<{ sources: WatchedSource[]; next?: string }> {
  const { after } = WatchedRequest.parse(req);
  const rows = await deps.store.doors.watchedSources(after ?? '', WATCHED_PAGE);
  const sources = rows.map(({ enabledAt, createdAt, accounts, ...r }) => ({
    ...r,
    accounts: JSON.parse(accounts) as string[],
    enabledAt: enabledAt ?? createdAt,
  }));
  const last = rows.length === WATCHED_PAGE ? rows.at(-1) : undefined;
  return { sources, ...(last === undefined ? {} : { next: last.id }) };
}
