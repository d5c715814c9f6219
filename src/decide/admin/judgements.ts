import * as z from 'zod';
import { Id, Millis } from '../../contracts/common.ts';
import { Outcome } from '../../contracts/plan.ts';
import type { JudgementPage, JudgementView } from '../../contracts/policies.ts';
import { DAY_MS } from '../../kit/clock.ts';
import type { Failure } from '../../kit/errors.ts';
import { failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { decodeCursor, encodeCursor } from '../../storage/main/read/cursor.ts';
import type { JudgementKey, JudgementRow } from '../../storage/authority/judgements.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';

/** Inputs hold tags: a page of them still fits one RPC answer many times over. */
const PAGE_MAX = 200;
const Query = z.object({
  limit: z.int().min(1).max(PAGE_MAX).default(50),
  cursor: z.string().max(400).optional(),
  incident: Id.optional(),
  outcome: Outcome.optional(),
  since: Millis.optional(),
  until: Millis.optional(),
});

const cursorOf = (k: JudgementKey): string => encodeCursor({ at: k.at, id: `${k.incident}:${k.revision}:${k.opId}` });

function keyOf(cursor: string): JudgementKey | undefined {
  const decoded = decodeCursor(cursor);
  const [incident, revision, opId, more] = decoded?.id.split(':') ?? [];
  if (!decoded || incident === undefined || opId === undefined || more !== undefined) return undefined;
  return /^[1-9][0-9]{0,8}$/.test(revision ?? '')
    ? { at: decoded.at, incident, revision: Number(revision), opId }
    : undefined;
}

const viewOf = ({ org: _org, input, reasons, ...row }: JudgementRow): JudgementView => ({
  ...row,
  input: input === null ? null : (JSON.parse(input) as JudgementView['input']),
  reasons: JSON.parse(reasons) as string[],
});

/** The log of judgements, newest first, by keyset. Analyst. Errors: `malformed`. */
export async function listJudgements(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly query: unknown },
): Promise<Result<JudgementPage, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'analyst');
  if (!caller.ok) return caller;
  const parsed = parseInput(Query, req.query);
  if (!parsed.ok) return parsed;
  const { cursor, limit, ...filter } = parsed.value;
  const below = cursor === undefined ? undefined : keyOf(cursor);
  if (cursor !== undefined && below === undefined)
    return err(failure('malformed', 'the cursor is not one of ours; take it from `next`', { field: '/cursor' }));
  const rows = await deps.store.judgements.list(caller.value.org, { ...filter, limit: limit + 1, below });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return ok({ items: shown.map(viewOf), ...(rows.length > limit && last ? { next: cursorOf(last) } : {}) });
}

/** As long as a quarter's review looks back. The ledger keeps every decision for good. */
export const JUDGEMENTS_KEPT_MS = 90 * DAY_MS;
/** Rows a minute: more than are made, and no burden. */
const SWEEP_ROWS = 1_000;

/** Removes judgements that are past their time, a bounded number at once. */
export async function sweepJudgements(deps: Pick<GateDeps, 'store' | 'now'>): Promise<void> {
  await deps.store.commit([deps.store.judgements.sweep(deps.now() - JUDGEMENTS_KEPT_MS, SWEEP_ROWS)]);
}
