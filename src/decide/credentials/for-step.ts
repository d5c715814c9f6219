import * as z from 'zod';
import type { AwsCredentials } from '../../contracts/aws.ts';
import { Id, V1 } from '../../contracts/common.ts';
import { ActionSpec, PermitPayload } from '../../contracts/custody.ts';
import { digestOf } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { verifyToken } from '../../kit/token.ts';
import { placeOf, type Permission } from '../action-facts.ts';
import type { GateDeps } from '../deps.ts';
import { protections, resolveAction } from '../hard-rules.ts';
import { hardRuleFacts } from '../judge.ts';
import { parseInput } from '../parse.ts';
import { PERMIT_PURPOSE } from '../permit.ts';
import { entry, flushJournal } from '../record.ts';
import { sessionName } from '../session-policy.ts';
import { narrow } from './broker.ts';
import { forwardUntil } from './forward-window.ts';

const StepRequest = z.object({
  v: V1,
  permit: z.string().max(20_000),
  opId: Id,
  spec: ActionSpec,
  direction: z.enum(['forward', 'revert', 'probe']),
  step: z.string().max(100),
  fence: z.int().nonnegative(),
});
type StepRequest = z.infer<typeof StepRequest>;

/** Credentials one step gets over all its tries: custody's fences make a handful; more is not custody. */
const ISSUED_A_STEP = 16;

/** The permit that a token is, if this gate signed it, still knows it, and it covers this operation on this very spec. */
async function permitOf(deps: GateDeps, req: StepRequest): Promise<Result<PermitPayload, Failure>> {
  const { publicKeys } = await deps.permitKey();
  const payload = PermitPayload.safeParse(await verifyToken(publicKeys, PERMIT_PURPOSE, req.permit));
  if (!payload.success) return err(failure('forbidden', 'the permit is not one that this gate signed'));
  const permit = payload.data;
  const op = permit.ops.find((o) => o.opId === req.opId);
  if (!op || op.specDigest !== digestOf(req.spec))
    return err(failure('forbidden', 'the permit does not cover this operation as specified'));
  const row = await deps.store.permits.find(permit.org, permit.id);
  if (!row || row.token !== req.permit) return err(failure('forbidden', 'the permit is not known to this gate'));
  return ok(permit);
}

/** What must hold, beyond the permit, before something is changed. */
async function refusalForward(deps: GateDeps, req: StepRequest, permit: PermitPayload): Promise<Failure | undefined> {
  const now = deps.now();
  if (forwardUntil(permit, req.opId) <= now) return failure('gone', 'the permit expired: forward steps need a new one');
  const stored = await deps.store.plans.find(permit.org, permit.plan);
  if (stored?.status !== 'permitted') return failure('gone', 'the plan was voided: forward steps need a new one');
  const [why] = protections(req.spec, await hardRuleFacts(deps, permit.org));
  if (why !== undefined) return failure('forbidden', why);
  return undefined;
}

/** The leave that a step needs; only steps that the action declares for this direction exist. */
function permissionsOf(deps: GateDeps, req: StepRequest): Result<readonly Permission[], Failure> {
  const resolved = resolveAction(deps.actions, req.spec);
  if ('problem' in resolved) return err(failure('unprocessable', resolved.problem));
  const { action, params } = resolved;
  const place = placeOf(req.spec);
  if (req.direction === 'probe') return ok(action.readPermissions(params, place));
  const step = (req.direction === 'forward' ? action.steps : action.revert).find((s) => s.id === req.step);
  return step
    ? ok(step.permissions(params, place))
    : err(failure('unprocessable', `${action.id} has no ${req.direction} step of that name`));
}

/**
 * One step's credentials against a permit, narrowed to that step's calls. Forward: only before the permit's expiry (where drift
 * is answered by containing again: as long as the lease can run, see {@link forwardUntil}), while its plan stands, nothing it touches is protected, and so many times a step. Revert and probe go on after expiry, or an isolation
 * could never be undone. Errors: `malformed`, `forbidden`, `gone`, `unprocessable`, `too_fast`, `unavailable` (STS; ask again).
 */
export async function forStep(deps: GateDeps, input: unknown): Promise<Result<AwsCredentials, Failure>> {
  const parsed = parseInput(StepRequest, input);
  if (!parsed.ok) return parsed;
  const req = parsed.value;
  const permitted = await permitOf(deps, req);
  if (!permitted.ok) return permitted;
  const permit = permitted.value;
  if (req.direction === 'forward') {
    const refusal = await refusalForward(deps, req, permit);
    if (refusal) return err(refusal);
  }
  const permissions = permissionsOf(deps, req);
  if (!permissions.ok) return permissions;
  const account = await deps.store.accounts.find(permit.org, req.spec.account);
  if (!account) return err(failure('forbidden', 'the account is not registered to this organisation'));

  const made = await narrow(deps, {
    org: permit.org,
    account,
    roleArn: req.direction === 'probe' ? (account.readRoleArn ?? account.writeRoleArn) : account.writeRoleArn,
    region: req.spec.region,
    permissions: permissions.value,
    sessionName: sessionName(permit.incident, req.opId),
  });
  if (!made.ok) return made;
  if (req.direction === 'forward') {
    const counted = await deps.store.commit([
      deps.store.permits.issue(permit.org, {
        permit: permit.id,
        opId: req.opId,
        step: req.step,
        fence: req.fence,
        at: deps.now(),
        limit: ISSUED_A_STEP,
      }),
    ]);
    if (counted[0] === 0)
      return err(failure('too_fast', `this step got credentials ${ISSUED_A_STEP} times: a person must look`));
  }
  await recordIssue(deps, req, permit, made.value);
  return made;
}

/** The ledger hears of each credential that can change something, and once a permit that static keys went out un-narrowed. */
async function recordIssue(
  deps: GateDeps,
  req: StepRequest,
  permit: PermitPayload,
  made: AwsCredentials,
): Promise<void> {
  const common = { chain: permit.incident, actor: 'worker:gate', at: deps.now() };
  const entries = [
    ...(req.direction === 'probe'
      ? []
      : [
          entry(permit.org, {
            ...common,
            type: 'credentials.issued',
            once: [permit.id, req.opId, req.direction, req.step, String(req.fence)],
            body: {
              permit: permit.id,
              opId: req.opId,
              direction: req.direction,
              step: req.step,
              fence: req.fence,
              account: req.spec.account,
              narrowed: made.narrowed,
              session: made.sessionName ?? null,
            },
          }),
        ]),
    ...(made.narrowed
      ? []
      : [
          entry(permit.org, {
            ...common,
            type: 'credentials.not_narrowed',
            once: [permit.id],
            body: {
              permit: permit.id,
              account: req.spec.account,
              reason: 'the account has no role for this: its static keys were handed out as they are',
            },
          }),
        ]),
  ];
  if (entries.length === 0) return;
  await deps.store.commit(entries.map((e) => deps.store.journal.add(permit.org, e)));
  await flushJournal(deps, permit.org);
}
