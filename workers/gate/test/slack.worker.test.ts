import { createExecutionContext } from 'cloudflare:test';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import type { SlackRequest } from '../../../src/contracts/slack.ts';
import worker, { Slack } from '../index.ts';
import { SIGNING_SECRETS } from './slack-secrets.ts';
import { command, HOOK, press, signed, TEAM } from './slack-world.ts';
import {
  addUser,
  codeOf,
  decide,
  draft,
  env,
  freshDatabase,
  gate,
  instanceSpec,
  must,
  ORG,
  permitRequest,
  putAccount,
  setUp,
} from './world.ts';

const slack = new Slack(createExecutionContext(), env);
const handle = async (request: SlackRequest) => must(await slack.handle(request));
const entries = async (type: string) => (await env.LEDGER.entries()).filter((e) => e.type === type);
const map = (caller: Principal, slackUser: string, user: string) =>
  slack.mapUser({ v: 1, caller, body: { team: TEAM, slackUser, user } });
const showPlan = async (id: string) => must(await gate.approvals.plan({ v: 1, caller: admin, plan: id }));

let admin: Principal;
let approver: Principal;
let plan: Plan;
let n = 0;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin, { environment: 'production' });
  approver = await addUser(admin, 'approver', 'grace');
  must(await slack.addWorkspace({ v: 1, caller: admin, body: { team: TEAM, name: 'Test' } }));
  must(await map(admin, 'U0GRACE', approver.user));
  [plan] = (await decide({ incident: `inc_slack${n++}` })) as [Plan];
});

describe('a request', () => {
  it('that is altered, old, early or signed with another secret is refused and does nothing', async () => {
    const good = press('U0GRACE', 'approve', plan);
    const late = signed('interaction', good.body, { at: Date.now() - 301_000 });
    const early = signed('interaction', good.body, { at: Date.now() + 302_000 });
    for (const bad of [
      { ...good, body: good.body.replace('U0GRACE', 'U0OTHER') },
      { ...good, timestamp: String(Number(good.timestamp) + 1) },
      { ...good, signature: `v0=${'0'.repeat(64)}` },
      { ...good, signature: '' },
      signed('interaction', good.body, { secret: 'not-the-secret' }),
      late,
      early,
    ])
      expect(codeOf(await slack.handle(bad))).toBe('unauthenticated');
    expect((await showPlan(plan.id)).approvals).toEqual([]);
    // None of them used it up.
    expect((await handle(good)).next.kind).toBe('approval_arrived');
  });
  it('is good once, and of many at once for one', async () => {
    const request = press('U0GRACE', 'approve', plan);
    const codes = await Promise.all([1, 2, 3, 4].map(async () => codeOf(await slack.handle(request))));
    expect(codes.toSorted()).toEqual(['ok', 'unauthenticated', 'unauthenticated', 'unauthenticated']);
    expect(codeOf(await slack.handle({ ...request, kind: 'command' }))).toBe('unauthenticated');
  });
  it('verifies under either secret while Slack changes them', async () => {
    const { body } = command('U0GRACE', 'help');
    for (const secret of SIGNING_SECRETS)
      expect(codeOf(await slack.handle(signed('command', body, { secret })))).toBe('ok');
  });
  it('is refused where no secret is set', async () => {
    const { SLACK_SIGNING_SECRET: _, ...unset } = env;
    const off = new Slack(createExecutionContext(), unset);
    expect(codeOf(await off.handle(signed('command', 'x', { secret: '' })))).toBe('unavailable');
  });
  it('that is not as Slack writes it is malformed, after its signature was found good', async () => {
    for (const body of [
      'y',
      'payload=%7B',
      'payload={}&payload={}',
      `payload=${encodeURIComponent(JSON.stringify({ type: 'view_submission' }))}`,
    ])
      expect(codeOf(await slack.handle(signed('interaction', body)))).toBe('malformed');
    for (const body of [
      'x',
      'team_id=T0TESTTEAM',
      'team_id=T0TESTTEAM&user_id=x',
      'team_id=T0A&team_id=T0B&user_id=U0GRACE',
    ])
      expect(codeOf(await slack.handle(signed('command', body)))).toBe('malformed');
    expect(codeOf(await slack.handle(press('U0GRACE', 'approve', plan, { value: 'DROP TABLE plan' })))).toBe(
      'malformed',
    );
  });
  it('names where a late answer goes only if that is Slack', async () => {
    expect((await handle(command('U0GRACE', 'help'))).responseUrl).toBe(HOOK);
    for (const responseUrl of [
      'https://evil.test/',
      'http://hooks.slack.com/x',
      'https://hooks.slack.com.evil.test/',
      '',
    ])
      expect((await handle(command('U0GRACE', 'help', { responseUrl }))).responseUrl).toBeNull();
  });
  it('is forgotten once its time alone refuses it', async () => {
    await handle(command('U0GRACE', 'help'));
    const count = () => env.AUTHORITY.prepare('SELECT count(*) AS n FROM seen_request').first<{ n: number }>();
    await worker.scheduled({} as ScheduledController, env);
    expect((await count())?.n).toBe(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 });
    await worker.scheduled({} as ScheduledController, env).finally(() => vi.useRealTimers());
    expect((await count())?.n).toBe(0);
  });
});

describe('who it is', () => {
  it('somebody of a workspace that nobody connected is told how, and that is all', async () => {
    const answer = await handle(press('U0GRACE', 'approve', plan, { team: 'T0ELSEWHERE' }));
    expect(answer.text).toContain('T0ELSEWHERE');
    expect(answer.next).toEqual({ kind: 'none' });
    expect((await showPlan(plan.id)).approvals).toEqual([]);
  });
  it('somebody whom nobody mapped is told how; a verdict of theirs is in the ledger as refused, once', async () => {
    for (let i = 0; i < 3; i++) {
      const answer = await handle(press('U0STRANGER', 'approve', plan));
      expect(answer).toMatchObject({ text: expect.stringContaining('U0STRANGER'), next: { kind: 'none' } });
    }
    const refused = (await entries('approval.refused')).filter((e) => e.body['plan'] === plan.id);
    expect(refused.map((e) => e.actor)).toEqual([`slack:${TEAM}:U0STRANGER`]);
    expect((await showPlan(plan.id)).approvals).toEqual([]);
  });
  it('a disabled user is nobody', async () => {
    await env.AUTHORITY.prepare('UPDATE "user" SET disabled_at = 1 WHERE id = ?').bind(approver.user).run();
    expect((await handle(press('U0GRACE', 'approve', plan))).next.kind).toBe('none');
  });
  it('somebody of another company in a shared channel is none of the workspace', async () => {
    expect(codeOf(await slack.handle(press('U0GRACE', 'approve', plan, { userTeam: 'T0PARTNER' })))).toBe('forbidden');
  });
});

describe('a verdict from Slack', () => {
  it('is kept with what Slack signed as its proof, and the incident hears of it', async () => {
    const request = press('U0GRACE', 'approve', plan);
    const answer = await handle(request);
    expect(answer).toMatchObject({
      text: `grace approved ${plan.id}.\n• ${plan.actions[0]!.spec.action} on ${plan.actions[0]!.spec.target}`,
      replaceOriginal: true,
      open: `/incidents/${plan.incident}`,
      responseUrl: HOOK,
      next: {
        kind: 'approval_arrived',
        org: ORG,
        incident: plan.incident,
        plan: plan.id,
        actor: `user:${approver.user}`,
      },
    });
    const { approvals } = await showPlan(plan.id);
    expect(approvals).toMatchObject([
      {
        user: approver.user,
        verdict: 'approve',
        planDigest: plan.digest,
        slack: { team: TEAM, slackUser: 'U0GRACE', signature: request.signature, timestamp: Number(request.timestamp) },
      },
    ]);
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('ok');
  });
  it('by command names the gate’s own copy and carries the reason', async () => {
    await handle(command('U0GRACE', `deny \`${plan.id}\` it is ours`));
    expect((await showPlan(plan.id)).approvals).toMatchObject([{ verdict: 'deny', reason: 'it is ours' }]);
  });
  it('does not count any more once the account was unmapped or the workspace removed', async () => {
    await handle(press('U0GRACE', 'approve', plan));
    must(await slack.unmapUser({ v: 1, caller: admin, team: TEAM, slackUser: 'U0GRACE' }));
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('gone');
  });
  it('on a plan that is not wholly reversible is refused for approving, with a way to the dashboard, and taken for denying', async () => {
    const incident = `inc_slackdis${n}`;
    const one = draft({ opId: 'op_2', spec: instanceSpec() });
    const [risky] = await decide({
      incident,
      drafts: [{ ...one, preview: { ...one.preview, reversibility: 'disruptive' } }],
    });
    const answer = await handle(press('U0GRACE', 'approve', risky!));
    expect(answer).toMatchObject({
      text: expect.stringContaining('open it in the dashboard'),
      open: `/incidents/${incident}`,
      replaceOriginal: false,
      next: { kind: 'none' },
    });
    expect((await showPlan(risky!.id)).approvals).toEqual([]);
    expect((await entries('approval.refused')).some((e) => e.body['plan'] === risky!.id)).toBe(true);
    expect((await handle(press('U0GRACE', 'deny', risky!))).next.kind).toBe('approval_arrived');
    expect(codeOf(await gate.decisions.permit(permitRequest(risky!)))).toBe('forbidden');
  });
  it('is refused on an action that is more than reversible though its preview says otherwise', async () => {
    const lie = draft({ opId: 'op_3', spec: instanceSpec() });
    expect(lie.preview.reversibility).toBe('reversible');
    const [risky] = await decide({ incident: `inc_slacklie${n}`, drafts: [lie] });
    expect((await handle(press('U0GRACE', 'approve', risky!))).text).toContain('open it in the dashboard');
    expect((await showPlan(risky!.id)).approvals).toEqual([]);
  });
  it('is refused in words to who proposed it, to an analyst, a second time, after the end, and for another digest', async () => {
    const [own] = await decide({ incident: `inc_slackown${n}`, requestedBy: `user:${approver.user}` });
    expect((await handle(press('U0GRACE', 'approve', own!))).text).toContain('you proposed this plan');

    const analyst = await addUser(admin, 'analyst', 'ann');
    must(await map(admin, 'U0ANN', analyst.user));
    expect((await handle(press('U0ANN', 'approve', plan))).text).toContain('needs the role approver');

    const old = await handle(press('U0GRACE', 'approve', { id: plan.id, digest: 'c'.repeat(64) }));
    expect(old).toMatchObject({ text: expect.stringContaining('the plan changed'), replaceOriginal: true });

    await env.AUTHORITY.prepare('UPDATE plan SET approvals_needed = 2').run();
    const first = await handle(press('U0GRACE', 'approve', plan));
    expect(first).toMatchObject({ text: expect.stringContaining('one more person'), replaceOriginal: false });
    const again = await handle(press('U0GRACE', 'approve', plan));
    expect(again).toMatchObject({
      text: expect.stringContaining('already'),
      replaceOriginal: false,
      next: { kind: 'none' },
    });

    await env.AUTHORITY.prepare('UPDATE plan SET expires_at = 1').run();
    const linus = await addUser(admin, 'approver', 'linus');
    must(await map(admin, 'U0LINUS', linus.user));
    expect(await handle(press('U0LINUS', 'approve', plan))).toMatchObject({
      replaceOriginal: true,
      next: { kind: 'none' },
    });
    expect((await showPlan(plan.id)).approvals).toHaveLength(1);
  });
  it('counts towards a quorum of different people only', async () => {
    await env.AUTHORITY.prepare('UPDATE plan SET approvals_needed = 2').run();
    must(await map(admin, 'U0GRACE2', approver.user));
    await handle(press('U0GRACE', 'approve', plan));
    expect((await handle(press('U0GRACE2', 'approve', plan))).text).toContain('already');
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('conflict');
  });
  it('names no plan of another organisation', async () => {
    expect((await handle(press('U0GRACE', 'approve', { id: 'plan_theirs', digest: plan.digest }))).text).toContain(
      'there is no such plan',
    );
  });
});

describe('a command', () => {
  it('is carried out by the console for who has the role of the API’s route', async () => {
    const viewer = await addUser(admin, 'viewer', 'val');
    must(await map(admin, 'U0VAL', viewer.user));
    expect((await handle(command('U0VAL', 'incidents'))).next).toEqual({ kind: 'incidents', org: ORG });
    expect((await handle(command('U0VAL', 'status'))).next).toEqual({ kind: 'status', org: ORG });
    const shown = await handle(command('U0VAL', `show ${plan.incident}`));
    expect(shown).toMatchObject({
      next: { kind: 'show', incident: plan.incident },
      text: expect.stringContaining(plan.id),
    });
    expect(await handle(command('U0VAL', 'release inc_1 because'))).toMatchObject({
      text: expect.stringContaining('needs the role approver'),
      next: { kind: 'none' },
    });
    expect((await handle(command('U0GRACE', 'release inc_1 false alarm'))).next).toEqual({
      kind: 'release',
      org: ORG,
      incident: 'inc_1',
      reason: 'false alarm',
      actor: `user:${approver.user}`,
    });
  });
  it('that is not known, or names nothing, is answered with help', async () => {
    for (const text of ['', 'help', 'destroy everything', 'approve', 'approve inc_1', 'release inc_1', 'show plan_1'])
      expect(await handle(command('U0GRACE', text))).toMatchObject({
        text: expect.stringContaining('/vedette incidents'),
        next: { kind: 'none' },
      });
  });
  it('that asks whether the address is alive needs no person', async () => {
    expect(await handle(signed('command', 'ssl_check=1&token=x'))).toMatchObject({ text: '', next: { kind: 'none' } });
  });
});

describe('who of Slack is who', () => {
  it('is said by admins alone, and is in the ledger', async () => {
    expect(codeOf(await map(approver, 'U0SELF', approver.user))).toBe('forbidden');
    expect(codeOf(await slack.addWorkspace({ v: 1, caller: approver, body: { team: 'T0NEW', name: 'x' } }))).toBe(
      'forbidden',
    );
    expect(codeOf(await slack.removeWorkspace({ v: 1, caller: approver, team: TEAM }))).toBe('forbidden');
    expect(codeOf(await slack.unmapUser({ v: 1, caller: approver, team: TEAM, slackUser: 'U0GRACE' }))).toBe(
      'forbidden',
    );
    expect((await entries('slack.user_mapped')).at(-1)?.body).toMatchObject({
      slackUser: 'U0GRACE',
      user: approver.user,
    });
    expect(must(await slack.users({ v: 1, caller: approver })).users).toHaveLength(1);
  });
  it('an account is one user’s; a user and a workspace must be the organisation’s', async () => {
    expect(codeOf(await map(admin, 'U0GRACE', admin.user))).toBe('conflict');
    expect(codeOf(await map(admin, 'U0NEW', 'usr_nobody'))).toBe('not_found');
    const body = { team: 'T0OTHER', slackUser: 'U0NEW', user: admin.user };
    expect(codeOf(await slack.mapUser({ v: 1, caller: admin, body }))).toBe('unprocessable');
  });
  it('a workspace speaks for one organisation', async () => {
    await env.AUTHORITY.prepare("UPDATE slack_workspace SET org = 'org_other'").run();
    expect(codeOf(await slack.addWorkspace({ v: 1, caller: admin, body: { team: TEAM, name: 'mine' } }))).toBe(
      'conflict',
    );
    expect((await handle(press('U0GRACE', 'approve', plan))).next.kind).toBe('none');
    expect(must(await slack.workspaces({ v: 1, caller: admin })).workspaces).toEqual([]);
  });
  it('goes with its workspace', async () => {
    must(await slack.removeWorkspace({ v: 1, caller: admin, team: TEAM }));
    expect(must(await slack.users({ v: 1, caller: admin })).users).toEqual([]);
    expect(codeOf(await slack.removeWorkspace({ v: 1, caller: admin, team: TEAM }))).toBe('not_found');
  });
});
