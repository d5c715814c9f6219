import {
  DRY_RUN_MAX_INCIDENTS,
  DryRunPolicies,
  type DryRunItem,
  type DryRunReport,
  type Said,
} from '../../../contracts/policies.ts';
import type { PolicyAnswer, PolicyInput } from '../../../contracts/rpc.ts';
import { canonicalJson } from '../../../kit/canonical.ts';
import { failure, type Failure } from '../../../kit/errors.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import type { JudgementKey, JudgementRow } from '../../../storage/authority/judgements.ts';
import { requireCaller } from '../../caller.ts';
import { Input, INPUTS_A_CALL } from '../../cedar/request.ts';
import type { GateDeps } from '../../deps.ts';
import { parseInput } from '../../parse.ts';

const DEFAULT_INCIDENTS = 50;
/** Actions that one dry run compares: some seconds of Cedar at most. */
const MAX_COMPARED = 2_000;
/** Of those that come out otherwise, so many are named; the counts are of all. */
const MAX_ITEMS = 500;

type Texts = Record<string, string>;

/** The set in force with changes made to it: a text by id, null takes one away. Pure. */
export const applyChanges = (before: Texts, changes: Readonly<Record<string, string | null>>): Texts =>
  Object.fromEntries(
    Object.entries<string | null>({ ...before, ...changes }).filter((p): p is [string, string] => p[1] !== null),
  );

export const saidOf = (a: PolicyAnswer): Said => ({
  outcome: a.outcome,
  reasons: [...a.reasons, ...a.errors.map((e) => `error: ${e}`)],
  ...(a.obligations === undefined ? {} : { obligations: a.obligations }),
});

/** Whether two answers lead to another plan: reasons alone do not. Pure. */
export const differs = (before: Said, after: Said): boolean =>
  before.outcome !== after.outcome ||
  (before.outcome !== 'forbid' && canonicalJson({ ...before.obligations }) !== canonicalJson({ ...after.obligations }));

/** The input that a judgement kept; undefined where it cannot be judged again (made before a field was known). */
const inputOf = (row: JudgementRow): PolicyInput | undefined => {
  try {
    return Input.safeParse(JSON.parse(row.input ?? '')).data;
  } catch {
    return undefined;
  }
};

interface Tally {
  compared: number;
  changed: number;
  byHardRules: number;
  unreadable: number;
  readonly counts: Map<string, number>;
  readonly items: DryRunItem[];
}

/** Judges a batch of the log by both sets and adds to the tally. Errors: those of the policy Worker. */
async function compareBatch(
  deps: Pick<GateDeps, 'policy'>,
  sets: { readonly before: Texts; readonly after: Texts },
  rows: readonly JudgementRow[],
  tally: Tally,
): Promise<Result<void, Failure>> {
  const judged = rows.flatMap((row) => {
    const input = inputOf(row);
    if (row.engine === 'gate' && row.outcome === 'forbid') tally.byHardRules++;
    else if (input === undefined) tally.unreadable++;
    else return [{ row, input }];
    return [];
  });
  if (judged.length === 0) return ok(undefined);
  const answer = await deps.policy.compare({ v: 1, ...sets, inputs: judged.map((j) => j.input) });
  if (!answer.ok) return answer;
  const { before, after } = answer.value;
  if (before.length !== judged.length || after.length !== judged.length)
    return err(failure('unavailable', 'the policy engine answered for another number of actions; try again'));
  for (const [n, { row, input }] of judged.entries()) {
    const [was, is] = [saidOf(before[n]!), saidOf(after[n]!)];
    const pair = `${was.outcome} ${is.outcome}`;
    tally.counts.set(pair, (tally.counts.get(pair) ?? 0) + 1);
    tally.compared++;
    if (!differs(was, is)) continue;
    tally.changed++;
    if (tally.items.length >= MAX_ITEMS) continue;
    const { incident, revision, plan, opId, at, outcome, engine, policyVersion } = row;
    tally.items.push({
      incident,
      revision,
      plan,
      opId,
      at,
      action: input.action,
      target: input.resource.id,
      recorded: { outcome, engine, policyVersion },
      before: was,
      after: is,
    });
  }
  return ok(undefined);
}

/** What the report does not show, in words. */
function leftOutOf(tally: Tally, more: { readonly capped: boolean; readonly opa: boolean }): string[] {
  return [
    ...(more.capped ? [`older judgements: at most ${MAX_COMPARED} are compared`] : []),
    ...(tally.changed > tally.items.length
      ? [
          `${tally.changed - tally.items.length} further actions that come out otherwise: at most ${MAX_ITEMS} are named`,
        ]
      : []),
    ...(tally.byHardRules > 0
      ? [`${tally.byHardRules} actions that the gate’s own rules forbid whatever policies say`]
      : []),
    ...(tally.unreadable > 0 ? [`${tally.unreadable} judgements whose input cannot be judged again`] : []),
    'budgets and maintenance windows, which the gate looks at after the policies',
    ...(more.opa ? ['an external decision point decides at present: these policies are not asked'] : []),
  ];
}

/**
 * What a proposed set of policies would have said of the last incidents' actions, beside what those in force say of the same
 * inputs. Nothing is kept. Analyst. Errors: `malformed`, `not_found`, `unavailable`.
 */
export async function dryRunPolicies(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<DryRunReport, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'analyst');
  if (!caller.ok) return caller;
  const parsed = parseInput(DryRunPolicies, req.body);
  if (!parsed.ok) return parsed;
  const { org } = caller.value;
  const current = await deps.store.policies.current(org);
  if (!current) return err(failure('not_found', 'the organisation has no policies'));
  const { since = 0, incidents = parsed.value.since === undefined ? DEFAULT_INCIDENTS : DRY_RUN_MAX_INCIDENTS } =
    parsed.value;
  const after = parsed.value.policies ?? applyChanges(current.policies, parsed.value.changes ?? {});
  const valid = await deps.policy.validate({ v: 1, policies: after });
  if (!valid.ok) return valid;
  const tally: Tally = { compared: 0, changed: 0, byHardRules: 0, unreadable: 0, counts: new Map(), items: [] };
  const { errors } = valid.value;
  let looked = { incidents: 0, capped: false };
  if (errors.length === 0) {
    const walked = await walk(deps, { org, since, incidents }, { before: current.policies, after }, tally);
    if (!walked.ok) return walked;
    looked = walked.value;
  }
  const opa = (await deps.store.decisionPoints.find(org))?.enabled === true;
  return ok({
    version: current.version,
    errors,
    incidents: looked.incidents,
    compared: tally.compared,
    changed: tally.changed,
    byHardRules: tally.byHardRules,
    counts: [...tally.counts].map(([pair, actions]) => {
      const [was, is] = pair.split(' ') as [Said['outcome'], Said['outcome']];
      return { before: was, after: is, actions };
    }),
    items: tally.items,
    leftOut:
      errors.length > 0 ? ['everything: the proposed policies are faulty'] : leftOutOf(tally, { ...looked, opa }),
  });
}

async function walk(
  deps: Pick<GateDeps, 'policy' | 'store'>,
  of: { readonly org: string; readonly since: number; readonly incidents: number },
  sets: { readonly before: Texts; readonly after: Texts },
  tally: Tally,
): Promise<Result<{ incidents: number; capped: boolean }, Failure>> {
  const { org, since, incidents } = of;
  const seen = new Set<string>();
  let below: JudgementKey | undefined;
  for (let left = MAX_COMPARED; left > 0;) {
    const limit = Math.min(INPUTS_A_CALL, left);
    const rows = await deps.store.judgements.ofLastIncidents(org, { since, incidents, limit: limit + 1, below });
    const batch = rows.slice(0, limit);
    for (const row of batch) seen.add(row.incident);
    const done = await compareBatch(deps, sets, batch, tally);
    if (!done.ok) return done;
    if (rows.length <= limit) return ok({ incidents: seen.size, capped: false });
    left -= batch.length;
    below = batch.at(-1);
  }
  return ok({ incidents: seen.size, capped: true });
}
