import { WindowId, WindowInput, type WindowView } from '../../contracts/windows.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { WindowRow } from '../../storage/authority/windows.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { openings } from '../windows/window.ts';

/** Openings that people are shown of each window. */
const SHOWN = 3;
/** Windows of one organisation: a list that a person keeps in mind. */
const MOST = 50;

function viewOf({ org: _org, ...row }: WindowRow, now: number): WindowView {
  const next = openings(row, now, SHOWN);
  return { ...row, openings: next.ok ? next.value : [] };
}

/** Maintenance windows with their next openings. */
export async function listWindows(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ windows: WindowView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const rows = await deps.store.windows.list(caller.value.org);
  return ok({ windows: rows.map((r) => viewOf(r, deps.now())) });
}

/**
 * Makes a window or changes it; plans that are scheduled already keep their times. Errors: `malformed`, `unprocessable` (what
 * is wrong with the rule, or that it never opens), `conflict` (too many).
 */
export async function putWindow(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown; readonly body: unknown },
): Promise<Result<WindowView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const id = parseInput(WindowId, req.id);
  if (!id.ok) return id;
  const input = parseInput(WindowInput, req.body);
  if (!input.ok) return input;
  const { org, actor } = caller.value;
  const now = deps.now();
  const next = openings(input.value, now, 1);
  if (!next.ok) return err(failure('unprocessable', next.error, { field: '/rrule' }));
  if (next.value.length === 0)
    return err(failure('unprocessable', 'the window never opens within a year', { field: '/rrule' }));
  const known = await deps.store.windows.list(org);
  if (known.length >= MOST && !known.some((w) => w.id === id.value))
    return err(failure('conflict', `an organisation has at most ${MOST} maintenance windows; remove one first`));
  const row = { id: id.value, ...input.value, updatedBy: actor, updatedAt: now };
  await commitWithEntry(
    deps,
    org,
    [deps.store.windows.put(org, row)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'window.changed',
        actor,
        at: now,
        body: { window: id.value, ...input.value },
      }),
    ],
  );
  return ok(viewOf({ org, ...row }, now));
}

/** Policies that name a window that is gone ask a person instead. */
export async function removeWindow(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const id = parseInput(WindowId, req.id);
  const { org, actor } = caller.value;
  const known = id.ok ? (await deps.store.windows.list(org)).some((w) => w.id === id.value) : false;
  if (!id.ok || !known) return err(failure('not_found', 'there is no such maintenance window'));
  await commitWithEntry(
    deps,
    org,
    [deps.store.windows.remove(org, id.value)],
    [entry(org, { chain: ORG_CHAIN, type: 'window.removed', actor, at: deps.now(), body: { window: id.value } })],
  );
  return ok({ id: id.value });
}
