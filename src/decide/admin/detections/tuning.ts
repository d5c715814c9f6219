import { SetRuleState, SUPPRESSION_MAX_DAYS, type TuningView } from '../../../contracts/detections.ts';
import { DAY_MS } from '../../../kit/clock.ts';
import { failure, type Failure } from '../../../kit/errors.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import type { Caller } from '../../caller.ts';
import type { GateDeps } from '../../deps.ts';
import { parseInput } from '../../parse.ts';
import { asCaller, commitChange, type Call } from './change.ts';

type SetState = ReturnType<typeof SetRuleState.parse>;

/** Viewer. Those that have ended are left out. */
export const listTunings = (deps: GateDeps, req: Call): Promise<Result<{ tunings: TuningView[] }, Failure>> =>
  asCaller(deps, req, 'viewer', async ({ org }) => {
    const now = deps.now();
    const rows = await deps.store.detections.tunings(org);
    return ok({
      tunings: rows.filter((r) => r.until === null || r.until > now).map(({ org: _org, ...row }) => row),
    });
  });

/**
 * Enables, shadows or disables a rule, or gives it another level. Analyst for rules of their own, admin for one that ships, with
 * a reason and an end. `ships` is the console's word; what it says wrongly changes nothing but a row that no rule has.
 * Errors: `not_found`, `unprocessable` (no reason, no end, a draft that ships).
 */
export const setRuleState = (
  deps: GateDeps,
  req: Call & { readonly id: string; readonly ships: boolean; readonly body: unknown },
): Promise<Result<{ id: string }, Failure>> =>
  asCaller(deps, req, req.ships ? 'admin' : 'analyst', async (caller) => {
    const parsed = parseInput(SetRuleState, req.body);
    if (!parsed.ok) return parsed;
    return req.ships ? tuneShipped(deps, caller, req.id, parsed.value) : setOwn(deps, caller, req.id, parsed.value);
  });

async function setOwn(
  deps: GateDeps,
  caller: Caller,
  id: string,
  set: SetState,
): Promise<Result<{ id: string }, Failure>> {
  const row = await deps.store.detections.rule(caller.org, id);
  if (!row) return err(failure('not_found', 'there is no rule of your own with this id; GET /api/v1/rules lists all'));
  if (set.level !== undefined || set.until !== undefined)
    return err(
      failure('unprocessable', 'an own rule’s level is in its text, and its state has no end: change the rule'),
    );
  const at = deps.now();
  await commitChange(deps, caller, at, {
    type: 'rule.state',
    body: { rule: id, version: row.version, state: set.state, previous: row.state, reason: set.reason ?? '' },
    statements: [
      // The state alone: a version that somebody writes meanwhile stays in force.
      deps.store.detections.setState(caller.org, id, {
        state: set.state,
        since: at,
        updatedBy: caller.actor,
        updatedAt: at,
      }),
    ],
  });
  return ok({ id });
}

async function tuneShipped(
  deps: GateDeps,
  caller: Caller,
  id: string,
  set: SetState,
): Promise<Result<{ id: string }, Failure>> {
  const at = deps.now();
  const level = set.level ?? null;
  const asShipped = set.state === 'enabled' && level === null;
  if (set.state === 'draft') return err(failure('unprocessable', 'a rule that ships is no draft: shadow it instead'));
  if (!asShipped && set.reason === undefined)
    return err(failure('unprocessable', 'say why, for whoever asks in a year', { field: '/reason' }));
  if (!asShipped && (set.until === undefined || set.until <= at || set.until > at + SUPPRESSION_MAX_DAYS * DAY_MS))
    return err(failure('unprocessable', `say until when, within ${SUPPRESSION_MAX_DAYS} days`, { field: '/until' }));
  const row = {
    rule: id,
    state: set.state,
    level,
    reason: set.reason ?? '',
    until: set.until ?? null,
    updatedBy: caller.actor,
    updatedAt: at,
  };
  await commitChange(deps, caller, at, {
    type: 'rule.tuned',
    body: { rule: id, state: row.state, level, reason: row.reason, until: row.until },
    statements: [
      asShipped ? deps.store.detections.removeTuning(caller.org, id) : deps.store.detections.putTuning(caller.org, row),
    ],
  });
  return ok({ id });
}
