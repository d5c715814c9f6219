import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import { digestOf } from '../../src/kit/crypto.ts';
import { assumeRoleBy } from '../../src/decide/credentials/aws.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import type { Permission, Place } from '../../src/respond/action.ts';
import { actionById } from '../../src/respond/actions/registry.ts';
import { CustodianDouble, opFor } from '../../src/respond/custody/test/custodian-double.ts';
import { executeStep, type StepDeps } from '../../src/respond/execute-step.ts';
import type { Simulator } from '../aws-simulator/start.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const PLACE: Place = { account: ACCOUNT, region: REGION, partition: 'aws' };
export const OURS = { id: 'AKIAVEDETTE000000001', secret: 'vedette-secret-of-the-simulator' };

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
};
/** Vedette's own user and role in a seeded account. What the role may is narrowed by each step's session. */
export const OUR_USER = { name: 'vedette', policies: { all: everything }, keys: [OURS] };
export const OUR_ROLE = { name: 'vedette-write', trust, policies: { all: everything } };

type Without = (permissions: readonly Permission[]) => readonly Permission[];

/**
 * An action on the simulator by the real client; every call runs under a session narrowed to what its step declares, as the
 * gate does it. `without` takes permissions away.
 */
export async function contain(
  aws: Simulator,
  actionId: string,
  params: Record<string, string | boolean>,
  without: Without = (p) => p,
) {
  const action = actionById(actionId);
  if (!action) throw new Error(`there is no action ${actionId}`);
  const base = { accessKeyId: OURS.id, secretAccessKey: OURS.secret };
  const assume = assumeRoleBy((credentials) => createAwsClient({ credentials, endpoint: aws.url }));
  const narrowed = (direction: 'forward' | 'revert' | 'probe', step: string) => {
    const steps = direction === 'forward' ? action.steps : action.revert;
    const declared =
      direction === 'probe'
        ? action.readPermissions(params, PLACE)
        : (steps.find((s) => s.id === step)?.permissions(params, PLACE) ?? []);
    const policy = buildSessionPolicy(without(declared));
    if (!policy.ok) return Promise.resolve(policy);
    return assume(base, {
      region: REGION,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write`,
      sessionName: 'vedette-test',
      policy: policy.value,
      externalId: null,
    });
  };
  const client = (credentials: AwsCredentials) => createAwsClient({ credentials, endpoint: aws.url, timeoutMs: 2_000 });
  const custody = new CustodianDouble(action);
  custody.now = Date.now();
  const deps: StepDeps = {
    custody,
    credentials: (r) => narrowed(r.direction, r.step),
    client,
    now: () => custody.now,
    goValidMs: custody.times.goValidMs,
  };
  const snapshot = async () => {
    const read = await action.read((r) => client({ ...base, narrowed: false }).sendRead(r), params, PLACE);
    if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
    return read.value;
  };
  const before = await snapshot();
  const preImageDigest = digestOf(action.material(before));
  const op = opFor(action, params as Record<string, string>, { preImageDigest, now: custody.now });
  const work = async () => {
    for (let job = custody.jobs.shift(); job; job = custody.jobs.shift()) await executeStep(job, deps);
  };
  /** Works, and lets custody's own waits pass, until it rests in a state. */
  const workUntil = async (state: string) => {
    for (let n = 0; n < 200 && custody.status('op_1')?.state !== state; n++) {
      await work();
      const due = custody.due();
      if (custody.status('op_1')?.state === state || due === undefined) break;
      custody.passTo(due);
    }
    await work();
    return custody.status('op_1');
  };
  /** Lets the next scheduled reading come, and works. */
  const lookAgain = async (state: string) => {
    custody.passTo(custody.due() ?? custody.now);
    return workUntil(state);
  };
  return { action, custody, op, snapshot, before, workUntil, lookAgain };
}
