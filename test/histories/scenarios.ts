import type { ActionState, IncidentProjection } from '../../src/contracts/incident.ts';
import { vouchMessage } from '../../src/contracts/sign-in.ts';
import type { AwsRequest } from '../../src/aws/types.ts';
import { generateEd25519, importEd25519Private, signEd25519 } from '../../src/kit/crypto.ts';
import { keyMade, pairOf } from '../support/key-made.ts';
import type { Signer, Stage } from './stage.ts';

const asks = (annotations = ''): string =>
  `${annotations} forbid (principal, action == Vedette::Action::"act", resource);`;
const permits = (annotations = ''): string =>
  `${annotations} permit (principal, action == Vedette::Action::"act", resource);`;

const all =
  (...states: ActionState[]) =>
  (i: IncidentProjection): boolean =>
    i.actions.length > 0 && i.actions.every((a) => states.includes(a.state));
const some =
  (state: ActionState) =>
  (i: IncidentProjection): boolean =>
    i.actions.some((a) => a.state === state);
const over = (i: IncidentProjection): boolean => i.phase === 'closed';

/** A second approver, for whom the first one vouched. */
async function secondApprover(stage: Stage): Promise<Signer> {
  const { id } = await stage.call<{ id: string }>('POST', '/users', {
    name: 'Second approver',
    email: 'second@localhost.localdomain',
    role: 'approver',
  });
  const { apiKey } = await stage.call<{ apiKey: string }>('POST', '/keys', { user: id, name: 'histories' });
  const key = await generateEd25519();
  await stage.call('POST', '/approver-keys', { user: id, name: 'laptop', publicKey: key.publicKey });
  const { org } = await stage.call<{ org: string }>('GET', '/me');
  const subject = `key:${key.keyId}`;
  const expiresAt = Date.now() + 60_000;
  const { approver } = stage.credentials;
  const signature = await signEd25519(
    await importEd25519Private(approver.privateKey),
    vouchMessage({ org, user: id, subject, expiresAt }),
  );
  const signed = { keyId: approver.keyId, signature };
  await stage.call('POST', `/approver-keys/${key.keyId}/vouch`, { subject, expiresAt, signed });
  return { key, apiKey };
}

/** What somebody with the AWS CLI does with a line of a preview's `commands`. */
function requestOf(command: string): AwsRequest {
  const match = /^aws (\S+) (\S+) --region (\S+) --cli-input-json '(.*)'$/s.exec(command);
  if (!match) throw new Error(`no command line: ${command}`);
  const operation = match[2]!
    .split('-')
    .map((w) => w.charAt(0).toUpperCase() + w.slice(1))
    .join('');
  const params = JSON.parse(match[4]!.replaceAll(`'\\''`, "'")) as AwsRequest['params'];
  return { service: 'iam', operation, region: match[3]!, params };
}

/** Somebody else with every right in the account: the pair after, whose keys nobody contains. */
const somebody = (stage: Stage, n: number) => stage.awsAs(pairOf(n + 1).actorKey);

/** The key of the pair as somebody in the middle switches it. */
const switchKey = (stage: Stage, n: number, status: 'Active' | 'Inactive') => {
  const { victim, victimKey } = pairOf(n);
  return somebody(stage, n).send({
    service: 'iam',
    operation: 'UpdateAccessKey',
    region: 'us-east-1',
    params: { UserName: victim, AccessKeyId: victimKey, Status: status },
  });
};

export type Scenario = (stage: Stage, n: number) => Promise<string>;

/** The whole attack of the demo, on a stage of its own. */
async function leakedKey(stage: Stage, records: readonly Record<string, unknown>[]): Promise<string> {
  for (const record of records) await stage.send(record);
  const said = new Set<string>();
  const waits = (i: IncidentProjection): boolean =>
    i.actions.some((a) => a.state === 'awaiting_approval' && a.plan !== undefined && !said.has(a.plan));
  for (;;) {
    // What stands in for a forbidden control is decided after the rest, and asked for on its own.
    const found = await stage.incident('ci-deployer', (i) => over(i) || waits(i));
    if (over(found)) return found.id;
    for (const plan of await stage.plans(found.id)) {
      if (said.has(plan.id)) continue;
      said.add(plan.id);
      await stage.say(plan, {});
    }
  }
}

/** Scenarios of many records: each has its stage to itself. */
export const WHOLE_ATTACKS: Readonly<
  Record<string, (stage: Stage, records: readonly Record<string, unknown>[]) => Promise<string>>
> = {
  'leaked-key-contained': async (stage, records) => {
    await stage.policies({ test: asks() });
    return leakedKey(stage, records);
  },
  'leaked-key-stand-in': async (stage, records) => {
    // No instance may be isolated: the attacker's address is denied at its subnet's network ACL instead.
    await stage.policies({
      test: asks(),
      'no-isolation': 'forbid (principal, action, resource) when { context.action == "aws.ec2.isolate-instance" };',
    });
    return leakedKey(stage, records);
  },
};

/** Each plays one attack to its end, on the pair of that number, and answers with its incident. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'contained-by-itself': async (stage, n) => {
    await stage.policies({ test: permits() });
    await stage.send(keyMade(n));
    return (await stage.incident(pairOf(n).victim, over)).id;
  },
  denied: async (stage, n) => {
    await stage.policies({ test: asks() });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, some('awaiting_approval'));
    await stage.say(await stage.plan(id), { verdict: 'deny', reason: 'a drill' });
    await stage.incident(pairOf(n).victim, all('denied'));
    return id;
  },
  'two-approvals': async (stage, n) => {
    const second = await secondApprover(stage);
    await stage.policies({ test: asks('@approvals("2")') });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, some('awaiting_approval'));
    const plan = await stage.plan(id);
    await stage.say(plan, {});
    await stage.say(plan, {}, second);
    await stage.incident(pairOf(n).victim, over);
    return id;
  },
  'glass-broken': async (stage, n) => {
    await stage.policies({ test: asks('@approvals("3")') });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, some('awaiting_approval'));
    await stage.say(await stage.plan(id), { breakGlass: true, reason: 'nobody else answers and data is leaving' });
    await stage.incident(pairOf(n).victim, all('released'));
    return id;
  },
  'maintenance-window': async (stage, n) => {
    const start = new Date(Date.now() + 12_000).toISOString().slice(0, 19);
    const window = { name: 'Soon', rrule: 'FREQ=YEARLY', start, timezone: 'UTC', durationMinutes: 60 };
    await stage.call('PUT', '/windows/soon', window);
    await stage.policies({ test: permits('@strategy("scheduled") @window("soon")') });
    await stage.send(keyMade(n));
    await stage.incident(pairOf(n).victim, some('scheduled'));
    return (await stage.incident(pairOf(n).victim, over)).id;
  },
  'done-by-hand': async (stage, n) => {
    await stage.policies({ test: permits('@strategy("manual")') });
    await stage.send(keyMade(n));
    const found = await stage.incident(pairOf(n).victim, some('manual'));
    const { plan: planId } = found.actions[0]!;
    const { plan } = await stage.call<{ plan: { actions: { opId: string; preview: { commands: string[] } }[] } }>(
      'GET',
      `/approvals/${planId}`,
    );
    const hands = somebody(stage, n);
    for (const action of plan.actions) {
      // The first time too early: what AWS shows counts, not what is said.
      await stage.call('POST', `/incidents/${found.id}/tasks/${action.opId}/done`, { note: 'done, I think' });
      for (const command of action.preview.commands) {
        const answer = await hands.send(requestOf(command));
        if (!answer.ok) throw new Error(`by hand: ${answer.error.code}`);
      }
      await stage.call('POST', `/incidents/${found.id}/tasks/${action.opId}/done`, { note: 'now it is' });
    }
    await stage.incident(pairOf(n).victim, all('done_by_hand'));
    return found.id;
  },
  'review-board': async (stage, n) => {
    await stage.policies({ test: permits() });
    await stage.call('PATCH', '/agents/planner/quota', { actionsPerHour: 0, reason: 'a drill' });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, some('awaiting_approval'));
    const { items } = await stage.call<{ items: { id: string; incident: string }[] }>('GET', '/reviews?status=open');
    for (const review of items.filter((r) => r.incident === id))
      await stage.call('POST', `/reviews/${review.id}`, { verdict: 'approve', reason: 'it is right' });
    await stage.call('PATCH', '/agents/planner/quota', { actionsPerHour: 60, reason: 'the drill is over' });
    await stage.incident(pairOf(n).victim, over);
    return id;
  },
  'contained-again': async (stage, n) => {
    await stage.policies({ test: permits('@drift("reapply")') });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, all('verified', 'released'));
    await switchKey(stage, n, 'Active');
    await stage.incident(pairOf(n).victim, over);
    return id;
  },
  contested: async (stage, n) => {
    await stage.policies({ test: permits() });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, all('verified', 'released'));
    await switchKey(stage, n, 'Active');
    await stage.incident(pairOf(n).victim, some('contested'));
    return id;
  },
  'target-gone': async (stage, n) => {
    await stage.policies({ test: permits() });
    await stage.send(keyMade(n));
    const { victim, victimKey } = pairOf(n);
    const { id } = await stage.incident(victim, all('verified', 'released'));
    await somebody(stage, n).send({
      service: 'iam',
      operation: 'DeleteAccessKey',
      region: 'us-east-1',
      params: { UserName: victim, AccessKeyId: victimKey },
    });
    await stage.incident(victim, some('gone'));
    return id;
  },
  merged: async (stage, n) => {
    await stage.policies({ test: asks() });
    await stage.send(keyMade(n));
    const { id } = await stage.incident(pairOf(n).victim, some('awaiting_approval'));
    await stage.say(await stage.plan(id), { verdict: 'deny', reason: 'part of the other one' });
    await stage.send(keyMade(n + 1));
    const other = await stage.incident(pairOf(n + 1).victim, some('awaiting_approval'));
    await stage.call('POST', `/incidents/${id}/merge`, { into: other.id, reason: 'one attack' });
    await stage.incident(pairOf(n).victim, (i) => i.phase === 'merged');
    return id;
  },
};
