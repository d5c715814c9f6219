import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { approvalMessage, type Plan } from '../../../src/contracts/plan.ts';
import { DEFAULT_POLICIES } from '../../../src/decide/policies/generated.ts';
import { importEd25519Private, signEd25519, type Ed25519Text } from '../../../src/kit/crypto.ts';
import {
  addUser,
  codeOf,
  decide,
  draft,
  enrol,
  enrolVouched,
  env,
  freshDatabase,
  gate,
  ledgerTypes,
  must,
  permitRequest,
  putAccount,
  setUp,
  verdict,
} from './world.ts';

let admin: Principal;
let n = 0;
const incident = (): string => `inc_strategy${n++}`;
const submit = (caller: Principal, body: unknown) => gate.approvals.submit({ v: 1, caller, body });
const permit = (plan: Plan) => gate.decisions.permit(permitRequest(plan));
/** The default policies and one more, whose annotations are the test. */
const policy = async (text: string): Promise<void> => {
  must(
    await gate.admin.putPolicies({
      v: 1,
      caller: admin,
      body: { policies: { ...DEFAULT_POLICIES, 'under-test': text } },
    }),
  );
};
const asks = (annotations: string): string =>
  `${annotations}\nforbid (principal, action == Vedette::Action::"act", resource) when { context.exists };`;
const permits = (annotations: string): string =>
  `${annotations}\npermit (principal, action == Vedette::Action::"act", resource) when { context.exists };`;

beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
});

describe('a quorum that a policy asks for', () => {
  let first: { who: Principal; key: Ed25519Text };
  let second: { who: Principal; key: Ed25519Text };
  let plan: Plan;
  beforeEach(async () => {
    const grace = await addUser(admin, 'approver', 'grace');
    const linus = await addUser(admin, 'approver', 'linus');
    first = { who: grace, key: await enrol(admin, grace.user) };
    second = { who: linus, key: await enrolVouched(admin, linus.user, first.key) };
    await policy(asks('@approvals("2")'));
    [plan] = (await decide({ incident: incident() })) as [Plan];
  });

  it('is two people, not one twice', async () => {
    expect(plan.decision.approvalsNeeded).toBe(2);
    expect(must(await submit(first.who, await verdict(plan, first.key))).complete).toBe(false);
    expect(codeOf(await permit(plan))).toBe('conflict');
    expect(codeOf(await submit(first.who, await verdict(plan, first.key, { reason: 'once more' })))).toBe('conflict');
    expect(must(await submit(second.who, await verdict(plan, second.key))).complete).toBe(true);
    expect(must(await permit(plan)).approvals).toHaveLength(2);
  });
  it('is lost again if one of them may not approve any more by the time of the permit', async () => {
    must(await submit(first.who, await verdict(plan, first.key)));
    must(await submit(second.who, await verdict(plan, second.key)));
    await env.AUTHORITY.prepare(`UPDATE "user" SET role = 'analyst' WHERE id = ?`).bind(second.who.user).run();
    expect(codeOf(await permit(plan))).toBe('gone');
  });
  it('one denial outweighs', async () => {
    must(await submit(first.who, await verdict(plan, first.key)));
    expect(must(await submit(second.who, await verdict(plan, second.key, { verdict: 'deny' }))).complete).toBe(true);
    expect(codeOf(await permit(plan))).toBe('forbidden');
  });
});

describe('a role that a policy asks for', () => {
  it('is held at the verdict, and again at the permit', async () => {
    const grace = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, grace.user);
    const adminKey = await enrolVouched(admin, admin.user, key);
    await policy(asks('@role("admin")'));
    const [plan] = (await decide({ incident: incident() })) as [Plan];
    expect(plan.decision.approverRole).toBe('admin');
    expect(codeOf(await submit(grace, await verdict(plan, key)))).toBe('forbidden');
    must(await submit(admin, await verdict(plan, adminKey)));
    await env.AUTHORITY.prepare(`UPDATE "user" SET role = 'approver' WHERE id = ?`).bind(admin.user).run();
    expect(codeOf(await permit(plan))).toBe('gone');
  });
});

describe('breaking the glass', () => {
  const REASON = 'nobody else can be reached and data is leaving';
  const breakGlass = async (plan: Plan, key: Ed25519Text, reason = REASON, of: 'approve' | 'deny' = 'approve') => {
    const said = { verdict: of, plan: plan.id, planDigest: plan.digest, reason, breakGlass: true as const };
    const signature = await signEd25519(await importEd25519Private(key.privateKey), approvalMessage(said));
    return { ...said, keyId: key.keyId, signature };
  };
  let key: Ed25519Text;
  let plan: Plan;
  beforeEach(async () => {
    key = await enrol(admin, admin.user);
    await policy(asks('@approvals("3")'));
    [plan] = (await decide({ incident: incident(), requestedBy: `user:${admin.user}` })) as [Plan];
  });

  it('lets one admin go alone, even as the requester, and says so in the ledger and in the answer', async () => {
    expect(codeOf(await submit(admin, await verdict(plan, key)))).toBe('forbidden');
    expect(must(await submit(admin, await breakGlass(plan, key))).complete).toBe(true);
    expect(must(await permit(plan))).toMatchObject({ glassBrokenBy: `user:${admin.user}` });
    // Again, as after an answer that was lost.
    expect(must(await permit(plan))).toMatchObject({ glassBrokenBy: `user:${admin.user}` });
    expect(await ledgerTypes()).toContain('plan.glass_broken');
  });
  it('is an admin’s alone', async () => {
    const grace = await addUser(admin, 'approver', 'grace');
    const theirs = await enrolVouched(admin, grace.user, key);
    expect(codeOf(await submit(grace, await breakGlass(plan, theirs)))).toBe('forbidden');
  });
  it('takes a reason that can be followed, and never denies', async () => {
    expect(codeOf(await submit(admin, await breakGlass(plan, key, 'urgent')))).toBe('unprocessable');
    expect(codeOf(await submit(admin, await breakGlass(plan, key, REASON, 'deny')))).toBe('unprocessable');
  });
  it('is signed as such: an ordinary approval cannot be turned into it, nor the other way round', async () => {
    const ordinary = await verdict(plan, key, { reason: REASON });
    expect(codeOf(await submit(admin, { ...ordinary, breakGlass: true }))).toBe('forbidden');
    const { breakGlass: _, ...plain } = await breakGlass(plan, key);
    expect(codeOf(await submit(admin, plain))).toBe('forbidden');
  });
  it('takes the place of one’s own earlier approval', async () => {
    const [other] = (await decide({ incident: incident() })) as [Plan];
    expect(must(await submit(admin, await verdict(other, key))).complete).toBe(false);
    expect(must(await submit(admin, await breakGlass(other, key))).complete).toBe(true);
    expect(must(await permit(other)).approvals).toHaveLength(1);
  });
  it('opens nothing that the gate itself or a policy forbids', async () => {
    const { preview } = draft();
    const [barred] = (await decide({
      incident: incident(),
      drafts: [draft({ preview: { ...preview, tags: { 'vedette:protected': 'true' } } })],
    })) as [Plan];
    expect(codeOf(await submit(admin, await breakGlass(barred, key)))).toBe('conflict');
    expect(codeOf(await permit(barred))).toBe('forbidden');
  });
  it('does not count any more once the admin is none', async () => {
    must(await submit(admin, await breakGlass(plan, key)));
    await env.AUTHORITY.prepare(`UPDATE "user" SET role = 'approver'`).run();
    expect(codeOf(await permit(plan))).toBe('gone');
  });
});

describe('a plan for a maintenance window', () => {
  const put = (body: unknown, id = 'nights') => gate.admin.putWindow({ v: 1, caller: admin, id, body });
  /** A window of an hour that opens in so many minutes, or has been open for as long (negative). */
  const opensIn = (minutes: number) => ({
    name: 'Nights',
    rrule: 'FREQ=YEARLY',
    start: new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19),
    timezone: 'UTC',
    durationMinutes: 60,
  });

  it('gets no permit before it opens, and one while it is open', async () => {
    await policy(permits('@strategy("scheduled") @window("nights")'));
    must(await put(opensIn(30)));
    const [later] = (await decide({ incident: incident() })) as [Plan];
    expect(later.strategy).toMatchObject({ kind: 'scheduled', window: 'nights' });
    expect(later.decision.outcome).toBe('permit');
    expect(codeOf(await permit(later))).toBe('too_early');
    must(await put(opensIn(-10)));
    const [now] = (await decide({ incident: incident() })) as [Plan];
    const given = must(await permit(now));
    expect(given.expiresAt).toBe(now.strategy?.kind === 'scheduled' ? now.strategy.closesAt : 0);
  });
  it('that closed gets none either', async () => {
    await policy(permits('@strategy("scheduled") @window("nights")'));
    must(await put(opensIn(-10)));
    const [plan] = (await decide({ incident: incident() })) as [Plan];
    await env.AUTHORITY.prepare('UPDATE plan SET expires_at = 1').run();
    expect(codeOf(await permit(plan))).toBe('gone');
  });
  it('whose window nobody made asks a person instead', async () => {
    await policy(permits('@strategy("scheduled") @window("never")'));
    const [plan] = (await decide({ incident: incident() })) as [Plan];
    expect(plan.decision.outcome).toBe('ask');
    expect(plan.decision.reasons[0]).toContain('"never"');
    expect(codeOf(await permit(plan))).toBe('conflict');
  });
  it('keeps the times that were approved when the window is changed afterwards', async () => {
    await policy(permits('@strategy("scheduled") @window("nights")'));
    must(await put(opensIn(30)));
    const [plan] = (await decide({ incident: incident() })) as [Plan];
    must(await put(opensIn(-10)));
    expect(codeOf(await permit(plan))).toBe('too_early');
  });
  it('windows are an admin’s to change, with a line in the ledger each', async () => {
    const analyst = await addUser(admin, 'analyst', 'ann');
    expect(codeOf(await gate.admin.putWindow({ v: 1, caller: analyst, id: 'w', body: opensIn(1) }))).toBe('forbidden');
    must(await put(opensIn(5)));
    const listed = must(await gate.admin.listWindows({ v: 1, caller: analyst }));
    expect(listed.windows.map((w) => [w.id, w.openings.length])).toEqual([['nights', 2]]);
    must(await gate.admin.removeWindow({ v: 1, caller: admin, id: 'nights' }));
    expect(codeOf(await gate.admin.removeWindow({ v: 1, caller: admin, id: 'nights' }))).toBe('not_found');
    expect(await ledgerTypes()).toEqual(expect.arrayContaining(['window.changed', 'window.removed']));
  });
  it.each([
    [{ rrule: 'FREQ=SECONDLY' }, 'unprocessable'],
    [{ timezone: 'Nowhere/At-All' }, 'unprocessable'],
    [{ rrule: 'FREQ=DAILY;UNTIL=20200101T000000Z' }, 'unprocessable'],
    [{ durationMinutes: 1 }, 'malformed'],
  ])('a window of %j is refused', async (change, code) =>
    expect(codeOf(await put({ ...opensIn(5), ...change }))).toBe(code),
  );
});

describe('a manual plan', () => {
  it('waits for nobody’s approval and never gets a permit', async () => {
    await policy(permits('@strategy("manual")'));
    const [plan] = (await decide({ incident: incident() })) as [Plan];
    expect(plan).toMatchObject({ strategy: { kind: 'manual' }, decision: { outcome: 'ask', approvalsNeeded: 0 } });
    expect(codeOf(await permit(plan))).toBe('forbidden');
    const key = await enrol(admin, admin.user);
    expect(codeOf(await submit(admin, await verdict(plan, key)))).toBe('conflict');
  });
});
