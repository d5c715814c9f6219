import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import type { Ed25519Text } from '../../../src/kit/crypto.ts';
import {
  addUser,
  codeOf,
  decide,
  enrol,
  enrolVouched,
  env,
  freshDatabase,
  gate,
  must,
  ORG,
  permitRequest,
  putAccount,
  setUp,
  verdict,
} from './world.ts';

let admin: Principal;
let approver: Principal;
let key: Ed25519Text;
let plan: Plan;
const submit = (caller: Principal, body: unknown) => gate.approvals.submit({ v: 1, caller, body });
const refusals = async (): Promise<string[]> =>
  (await env.LEDGER.entries())
    .filter((e) => e.type === 'approval.refused' && e.body['plan'] === plan.id)
    .map((e) => JSON.stringify(e.body['reason']));

let n = 0;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin, { environment: 'production' });
  approver = await addUser(admin, 'approver', 'grace');
  key = await enrol(admin, approver.user);
  // An incident of its own: the ledger outlives the database between tests, as it should.
  [plan] = (await decide({ incident: `inc_approval${n++}` })) as [Plan];
});

describe('an approval is refused, and the refusal recorded', () => {
  it('when it is for another digest', async () => {
    expect(codeOf(await submit(approver, await verdict({ ...plan, digest: 'c'.repeat(64) }, key)))).toBe('conflict');
    expect((await refusals())[0]).toContain('digest');
  });
  it('when the signature covers another verdict, reason or plan', async () => {
    const signed = await verdict(plan, key);
    for (const altered of [
      { ...signed, verdict: 'deny' },
      { ...signed, reason: 'no' },
      { ...signed, signature: '0'.repeat(128) },
    ])
      expect(codeOf(await submit(approver, altered))).toBe('forbidden');
    expect(codeOf(await submit(approver, { ...signed, plan: 'plan_other' }))).toBe('not_found');
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('conflict');
    expect((await refusals()).join()).toContain('signature');
  });
  it("when the key is someone else's", async () => {
    const other = await addUser(admin, 'approver', 'linus');
    expect(codeOf(await submit(other, await verdict(plan, key)))).toBe('forbidden');
    expect((await refusals()).join()).toContain('not enrolled for this user');
  });
  it('when the key is revoked', async () => {
    await env.AUTHORITY.prepare('UPDATE approver_key SET revoked_at = 1').run();
    expect(codeOf(await submit(approver, await verdict(plan, key)))).toBe('forbidden');
  });
  it('when the caller may not approve', async () => {
    const analyst = await addUser(admin, 'analyst', 'ann');
    expect(codeOf(await submit({ ...analyst, role: 'admin' }, await verdict(plan, key)))).toBe('forbidden');
    expect((await refusals()).join()).toContain('needs the role approver');
  });
  it.each(['user', 'key'] as const)('when the approver proposed the plan (as %s)', async (as) => {
    const requestedBy = as === 'user' ? `user:${approver.user}` : `key:${approver.key}`;
    const [own] = await decide({ incident: `inc_own${as}`, requestedBy });
    expect(codeOf(await submit(approver, await verdict(own!, key)))).toBe('forbidden');
    expect(codeOf(await gate.decisions.permit(permitRequest(own!)))).toBe('conflict');
  });
  it('when it is sent twice: a replay changes nothing', async () => {
    const body = await verdict(plan, key);
    must(await submit(approver, body));
    expect(codeOf(await submit(approver, body))).toBe('conflict');
    expect(codeOf(await submit(approver, await verdict(plan, key, { verdict: 'deny' })))).toBe('conflict');
    expect(must(await gate.approvals.plan({ v: 1, caller: admin, plan: plan.id })).approvals).toHaveLength(1);
  });
  it('when it is sent many times at once: one counts', async () => {
    const body = await verdict(plan, key);
    const codes = await Promise.all([1, 2, 3, 4].map(async () => codeOf(await submit(approver, body))));
    expect(codes.filter((c) => c === 'ok')).toHaveLength(1);
    expect(must(await gate.approvals.plan({ v: 1, caller: admin, plan: plan.id })).approvals).toHaveLength(1);
  });
  it('when the plan expired', async () => {
    await env.AUTHORITY.prepare('UPDATE plan SET expires_at = 1').run();
    expect(codeOf(await submit(approver, await verdict(plan, key)))).toBe('gone');
    expect(must(await gate.approvals.pending({ v: 1, caller: admin })).plans).toEqual([]);
  });
  it('when the plan was voided', async () => {
    must(await gate.decisions.void({ v: 1, org: ORG, plan: plan.id, reason: 'drift' }));
    expect(codeOf(await submit(approver, await verdict(plan, key)))).toBe('conflict');
  });
  it('once in the ledger, however often the same body is sent', async () => {
    const body = { ...(await verdict(plan, key)), signature: '0'.repeat(128) };
    for (let i = 0; i < 5; i++) await submit(approver, body);
    expect(await refusals()).toHaveLength(1);
  });
});

describe('a verdict', () => {
  it('to deny ends the plan', async () => {
    expect(
      must(await submit(approver, await verdict(plan, key, { verdict: 'deny', reason: 'maintenance' }))).complete,
    ).toBe(true);
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('forbidden');
    const second = await addUser(admin, 'approver', 'linus');
    const theirs = await enrolVouched(admin, second.user, key);
    expect(codeOf(await submit(second, await verdict(plan, theirs)))).toBe('conflict');
  });
  it('does not count any more if its key was revoked before the permit was made', async () => {
    must(await submit(approver, await verdict(plan, key)));
    await env.AUTHORITY.prepare('UPDATE approver_key SET revoked_at = 1').run();
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('gone');
  });
  it('does not count if its row was tampered with: the signature is verified again', async () => {
    must(await submit(approver, await verdict(plan, key, { verdict: 'approve', reason: 'fine' })));
    await env.AUTHORITY.prepare("UPDATE approval SET body = replace(body, 'fine', 'good')").run();
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('gone');
  });
  it('of the requester does not count even as a row in the database', async () => {
    const [own] = await decide({ incident: 'inc_ownrow', requestedBy: `user:${approver.user}` });
    const approval = {
      v: 1,
      id: 'apr_own',
      org: ORG,
      incident: 'inc_ownrow',
      user: approver.user,
      at: 1,
      ...(await verdict(own!, key)),
    };
    await env.AUTHORITY.prepare(
      'INSERT INTO approval (org, plan, "user", id, verdict, body, at) VALUES (?,?,?,?,?,?,?)',
    )
      .bind(ORG, own!.id, approver.user, 'apr_own', 'approve', JSON.stringify(approval), 1)
      .run();
    await env.AUTHORITY.prepare("UPDATE plan SET status = 'approved' WHERE id = ?").bind(own!.id).run();
    expect(codeOf(await gate.decisions.permit(permitRequest(own!)))).toBe('gone');
  });
  it('of two people is needed where two are asked for', async () => {
    await env.AUTHORITY.prepare('UPDATE plan SET approvals_needed = 2').run();
    expect(must(await submit(approver, await verdict(plan, key))).complete).toBe(false);
    const second = await addUser(admin, 'approver', 'linus');
    const theirs = await enrolVouched(admin, second.user, key);
    expect(must(await submit(second, await verdict(plan, theirs))).complete).toBe(true);
    expect(must(await gate.decisions.permit(permitRequest(plan))).approvals).toHaveLength(2);
  });
});

describe('another organisation', () => {
  it('sees and approves nothing of this one', async () => {
    const foreign = await addUser(admin, 'admin', 'mallory');
    // The same person moved to another organisation by hand: there is one setup a database.
    for (const table of ['user', 'api_key'])
      await env.AUTHORITY.prepare(
        `UPDATE "${table}" SET org = 'org_other' WHERE ${table === 'user' ? 'id' : '"user"'} = ?`,
      )
        .bind(foreign.user)
        .run();
    const caller = { ...foreign, org: 'org_other' };
    expect(must(await gate.approvals.pending({ v: 1, caller })).plans).toEqual([]);
    expect(codeOf(await gate.approvals.plan({ v: 1, caller, plan: plan.id }))).toBe('not_found');
    expect(codeOf(await submit(caller, await verdict(plan, key)))).toBe('not_found');
    expect(codeOf(await gate.decisions.permit({ ...permitRequest(plan), org: 'org_other' }))).toBe('not_found');
    expect(codeOf(await gate.decisions.void({ v: 1, org: 'org_other', plan: plan.id, reason: 'x' }))).toBe('not_found');
  });
});
