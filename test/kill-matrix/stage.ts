import { assumeRoleBy } from '../../src/decide/credentials/aws.ts';
import { forwardUntil } from '../../src/decide/credentials/forward-window.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import {
  PermitPayload,
  type AcquireRequest,
  type ActionSpec,
  type CustodyStatus,
} from '../../src/contracts/custody.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kit/clock.ts';
import { digestOf, generateEd25519, importEd25519Private } from '../../src/kit/crypto.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { signToken, verifyToken, type Signer } from '../../src/kit/token.ts';
import type { Action, Place, Snapshot } from '../../src/respond/action.ts';
import { actionById } from '../../src/respond/actions/registry.ts';
import { custodianOf } from '../../src/respond/custody/names.ts';
import { ACCOUNT, actionOf, BASE_KEYS, FIXTURES, REGION, seedFor, WRITE_ROLE, type Fixture } from './fixtures.ts';
import type { Disturbance, Skew } from './points.ts';
import { Universe, type Sabotage, type StepRequest } from './universe.ts';

export const ORG = 'org_test';
export const PLACE: Place = { account: ACCOUNT, region: REGION, partition: 'aws' };
/** How long a permit is good for; the gate's own is of this order. */
const PERMIT_MS = 60 * MINUTE_MS;

const pair = await generateEd25519();
const signer: Signer = { keyId: pair.keyId, key: await importEd25519Private(pair.privateKey) };
const permitKeys = { [pair.keyId]: pair.publicKey };

export interface StageOptions {
  readonly disturbances?: readonly Disturbance[] | undefined;
  readonly skew?: Skew | undefined;
  readonly fixture?: Fixture | undefined;
  readonly onRelease?: (stage: Stage) => void;
  readonly sabotage?: Sabotage | undefined;
}

/** A stage as it is when the curtain rises. */
export async function setStage(name: string, options: StageOptions = {}): Promise<Stage> {
  const stage = new Stage(name, options);
  stage.before = await stage.truth();
  return stage;
}

/** An action on its fixture, with a gate and an incident that want it contained. */
export class Stage {
  readonly action: Action;
  readonly fixture: Fixture;
  readonly params: unknown;
  readonly spec: ActionSpec;
  readonly custodian: string;
  readonly universe: Universe;
  /** Plans that were voided: the gate gives nothing forward for them. */
  readonly voided = new Set<string>();
  before: Snapshot = { exists: false, tags: {}, dependents: [], state: {} };

  constructor(name: string, options: StageOptions = {}) {
    const action = actionById(actionOf(name));
    const fixture = options.fixture ?? FIXTURES[name];
    if (!action || !fixture) throw new Error(`test/kill-matrix/fixtures.ts has nothing for ${name}`);
    this.action = action;
    this.fixture = fixture;
    this.params = action.params.parse(fixture.params);
    this.spec = specOf(action, fixture.params);
    this.custodian = custodianOf(ORG, this.spec);
    this.universe = new Universe({
      seed: seedFor(fixture),
      disturbances: options.disturbances,
      skew: options.skew,
      permitKeys,
      credentials: (request, u) => gate(request, u, this.voided),
      sabotage: options.sabotage,
      onRelease: () => options.onRelease?.(this),
    });
  }

  /** What AWS really holds of the target now. */
  async truth(): Promise<Snapshot> {
    const client = this.universe.cloud.truth(BASE_KEYS);
    const read = await this.action.read((r) => client.send(r), this.params, PLACE);
    if (!read.ok) throw new Error(`the truth is not to be read: ${read.error.code}: ${read.error.message}`);
    return read.value;
  }

  /** An acquire under a permit as the gate signs it; `n` says whose. */
  async acquireRequest(
    over: {
      n?: number;
      leaseMs?: number;
      onDrift?: 'ask' | 'reapply';
      preImageDigest?: string;
      spec?: ActionSpec;
    } = {},
  ): Promise<AcquireRequest> {
    const { n = 1, leaseMs = HOUR_MS, onDrift, spec = this.spec } = over;
    const preImageDigest = over.preImageDigest ?? digestOf(this.action.material(this.before));
    const at = this.universe.clock('gate');
    const ids = { opId: `op_${n}`, incident: `inc_${n}`, plan: `plan_${n}`, planDigest: digestOf(n) };
    const op = {
      opId: ids.opId,
      action: spec.action,
      target: spec.target,
      specDigest: digestOf(spec),
      preImageDigest,
      leaseMs,
      ...(onDrift ? { onDrift } : {}),
    };
    const payload: PermitPayload = {
      v: 1,
      id: `perm_${n}`,
      org: ORG,
      incident: ids.incident,
      plan: ids.plan,
      planDigest: ids.planDigest,
      ops: [op],
      policyVersion: '1',
      approvals: [],
      issuedAt: at,
      expiresAt: at + PERMIT_MS,
    };
    const permit = await signToken(signer, 'permit', payload);
    return { v: 1, org: ORG, ...ids, spec, preImageDigest, leaseMs, permit, at };
  }

  /** Has operation `n` contain the target; asks again as the incident does when nobody answers. */
  async acquire(n: number, over: Omit<Parameters<Stage['acquireRequest']>[0] & object, 'n'> = {}): Promise<void> {
    const request = await this.acquireRequest({ n, ...over });
    const name = custodianOf(ORG, request.spec);
    await this.#tell('acquire', async () => (await this.universe.desk(name).acquire(request)).ok);
  }

  async release(n: number, spec = this.spec): Promise<void> {
    const request = { org: ORG, opId: `op_${n}`, spec, reason: 'a person' };
    await this.#tell('release', async () => (await this.universe.desk(custodianOf(ORG, spec)).release(request)).ok);
  }

  async #tell(what: 'acquire' | 'release', call: () => Promise<boolean>): Promise<void> {
    const told = { ok: false };
    const tell = async (): Promise<void> => {
      told.ok = await call();
    };
    for (let tries = 0; !told.ok && tries < 5; tries++)
      await this.universe.run(() => this.universe.cross(what, {}, tell).catch(() => undefined));
  }

  async status(n: number, spec = this.spec): Promise<CustodyStatus> {
    const answer = await this.universe.desk(custodianOf(ORG, spec)).status({ org: ORG, opId: `op_${n}` });
    if (!answer.ok) throw new Error(`op_${n}: ${answer.error.detail}`);
    return answer.value;
  }

  /** Lets the world go on until something holds, for at most so long; whether it does. */
  async until(holds: () => Promise<boolean>, mostMs = 6 * HOUR_MS): Promise<boolean> {
    const u = this.universe;
    const end = u.now + mostMs;
    for (let n = 0; n < 10_000; n++) {
      if (await holds()) return true;
      if (await u.tick()) continue;
      const due = u.due() ?? Number.POSITIVE_INFINITY;
      if (due > end) {
        u.now = Math.max(u.now, end);
        return holds();
      }
      u.now = Math.max(u.now, due);
    }
    throw new Error('it does not come to rest');
  }

  /** Until operation `n` is in a state; which it is in then. */
  async untilState(
    n: number,
    state: CustodyStatus['state'],
    mostMs?: number,
    spec = this.spec,
  ): Promise<CustodyStatus> {
    await this.until(async () => (await this.status(n, spec)).state === state, mostMs);
    return this.status(n, spec);
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.until(() => Promise.resolve(false), ms);
  }

  /** Whether AWS holds now what the action leaves. */
  async isContained(): Promise<boolean> {
    const expected = this.action.expected(this.before, this.params, PLACE);
    return digestOf(this.action.material(await this.truth())) === digestOf(expected);
  }

  async isAsBefore(): Promise<boolean> {
    return digestOf(this.action.material(await this.truth())) === digestOf(this.action.material(this.before));
  }

  close(): void {
    this.universe.close();
  }
}

export function specOf(action: Action, params: ActionSpec['params']): ActionSpec {
  const parsed = action.params.parse(params);
  return {
    action: action.id,
    account: ACCOUNT,
    region: REGION,
    params,
    target: action.target(parsed, PLACE),
    locks: [...action.locks(parsed, PLACE)],
  };
}

/** The gate's rules that speak of time and of steps; who may what at all is its own tests' matter. */
async function gate(
  req: StepRequest,
  u: Universe,
  voided: ReadonlySet<string>,
): Promise<Result<AwsCredentials, Failure>> {
  const now = u.clock('gate');
  const permit = PermitPayload.parse(await verifyToken(permitKeys, 'permit', req.permit));
  const action = actionById(req.spec.action);
  if (!action) return err(failure('unprocessable', 'no such action'));
  if (req.direction === 'forward' && forwardUntil(permit, req.opId) <= now)
    return err(failure('gone', 'the permit expired: forward steps need a new one'));
  if (req.direction === 'forward' && voided.has(permit.plan)) return err(failure('gone', 'the plan was voided'));
  const params = action.params.parse(req.spec.params);
  const step = (req.direction === 'forward' ? action.steps : action.revert).find((s) => s.id === req.step);
  const permissions =
    req.direction === 'probe' ? action.readPermissions(params, PLACE) : (step?.permissions(params, PLACE) ?? []);
  const policy = buildSessionPolicy(permissions);
  if (!policy.ok) return policy;
  const made = await assumeRoleBy((keys) => u.cloud.client(keys, () => u.clock('gate')))(BASE_KEYS, {
    region: REGION,
    roleArn: WRITE_ROLE,
    sessionName: `vedette-${req.opId}`,
    policy: policy.value,
    externalId: null,
  });
  return made.ok ? ok(made.value) : made;
}
