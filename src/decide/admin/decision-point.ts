import { DecisionPointInput, type DecisionPointTested, type DecisionPointView } from '../../contracts/policies.ts';
import type { PolicyInput } from '../../contracts/rpc.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { DecisionPointRow } from '../../storage/authority/decision-points.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { whyNotAsked } from '../opa/address.ts';
import { askOpa } from '../opa/client.ts';
import { openDecisionPoint, tokenPlace } from '../opa/decision-point.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

interface Call {
  readonly caller: unknown;
}
const NONE = failure('not_found', 'no decision point is set: the policies decide');

const viewOf = ({ org: _org, token, ...row }: DecisionPointRow): DecisionPointView => ({
  ...row,
  hasToken: token !== null,
});

/** The external decision point, without its token. Admin. Errors: `not_found`. */
export async function showDecisionPoint(deps: GateDeps, req: Call): Promise<Result<DecisionPointView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const row = await deps.store.decisionPoints.find(caller.value.org);
  return row ? ok(viewOf(row)) : err(NONE);
}

/** The sealed token of a new row. One that was not given again stays only where the origin does: else it would be sent elsewhere. */
async function sealedToken(
  deps: GateDeps,
  org: string,
  token: string | null | undefined,
  url: string,
): Promise<Result<string | null, Failure>> {
  if (token === null) return ok(null);
  if (token !== undefined) return ok(await (await deps.envelope()).seal(tokenPlace(org), token));
  const before = await deps.store.decisionPoints.find(org);
  if (!before || before.token === null) return ok(null);
  return new URL(before.url).origin === new URL(url).origin
    ? ok(before.token)
    : err(
        failure('unprocessable', 'another origin needs its own token: give it, or null for none', { field: '/token' }),
      );
}

/**
 * Sets the decision point, in place of one before; in force at once. Admin. Errors: `malformed`, `unprocessable` (the URL may
 * not be asked, or the token would go elsewhere).
 */
export async function putDecisionPoint(
  deps: GateDeps,
  req: Call & { readonly body: unknown },
): Promise<Result<DecisionPointView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(DecisionPointInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const { kind, url, timeoutMs, enabled } = parsed.value;
  const refused = whyNotAsked(url, deps.decisionPointOrigins);
  if (refused !== undefined) return err(failure('unprocessable', `the URL: ${refused}`, { field: '/url' }));
  const token = await sealedToken(deps, org, parsed.value.token, url);
  if (!token.ok) return token;
  const at = deps.now();
  const shown = { kind, url, timeoutMs, enabled };
  const row = { ...shown, token: token.value, updatedBy: actor, updatedAt: at };
  await commitWithEntry(
    deps,
    org,
    [deps.store.decisionPoints.put(org, row)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'decision_point.changed',
        actor,
        at,
        body: { ...shown, hasToken: token.value !== null },
      }),
    ],
  );
  return ok(viewOf({ ...row, org }));
}

/** Takes the decision point away: the policies decide again. Admin. Errors: `not_found`. */
export async function removeDecisionPoint(deps: GateDeps, req: Call): Promise<Result<{ removed: true }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const { org, actor } = caller.value;
  const row = await deps.store.decisionPoints.find(org);
  if (!row) return err(NONE);
  await commitWithEntry(
    deps,
    org,
    [deps.store.decisionPoints.remove(org)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'decision_point.removed',
        actor,
        at: deps.now(),
        body: { kind: row.kind, url: row.url },
      }),
    ],
  );
  return ok({ removed: true });
}

/** An action of no account of anybody's (AWS's documentation uses this number). */
const SAMPLE: PolicyInput = {
  opId: 'op_test',
  principal: 'worker:supervisor',
  action: 'aws.iam.deactivate-access-key',
  resource: {
    id: 'arn:aws:iam::123456789012:user/vedette-test',
    account: '123456789012',
    region: 'us-east-1',
    environment: 'development',
    tags: {},
  },
  context: {
    risk: 50,
    confidence: 90,
    reversibility: 'reversible',
    reversible: true,
    disruptive: false,
    production: false,
    exists: true,
    dependents: 0,
    leaseSeconds: 3600,
    foreignEvidence: false,
    agent: 'planner',
    agentActionsLeft: 20,
    automaticLeft: 20,
    blastRadius: 1,
    blastThisHour: 0,
    hour: 12,
    dayOfWeek: 1,
    compensating: false,
  },
};

/** Asks the decision point, enabled or not, about a made-up action. Admin. Errors: `not_found`. */
export async function testDecisionPoint(deps: GateDeps, req: Call): Promise<Result<DecisionPointTested, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const row = await deps.store.decisionPoints.find(caller.value.org);
  if (!row) return err(NONE);
  const point = await openDecisionPoint(deps, row);
  if ('problem' in point) return err(failure('unprocessable', `the decision point: ${point.problem}; set it again`));
  const began = deps.now();
  const { answers, policyVersion, failed } = await askOpa(point, [SAMPLE], deps.now);
  const { outcome, reasons, errors, obligations } = answers[0]!;
  return ok({
    answered: failed === 0,
    outcome,
    reasons: [...reasons, ...errors],
    ...(obligations === undefined ? {} : { obligations }),
    policyVersion,
    tookMs: deps.now() - began,
  });
}
