import { beforeEach, describe, expect, it } from 'vitest';
import { PermitPayload } from '../../../src/contracts/custody.ts';
import { digestOf } from '../../../src/kit/crypto.ts';
import { verifyToken } from '../../../src/kit/token.ts';
import {
  addUser,
  codeOf,
  decide,
  draft,
  enrol,
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

beforeEach(freshDatabase);

describe('the way from a proposal to a permit', () => {
  it('a reversible action outside production at high confidence is permitted by itself, under a signature', async () => {
    const admin = await setUp();
    await putAccount(admin);
    const [plan] = await decide();
    expect(plan).toMatchObject({
      decision: { outcome: 'permit', approvalsNeeded: 0, reasons: ['automatic-reversible'] },
    });
    const permit = must(await gate.decisions.permit(permitRequest(plan!)));
    const payload = PermitPayload.parse(await verifyToken(await gate.steps.permitKeys(), 'permit', permit.permit));
    expect(payload).toMatchObject({ plan: plan!.id, planDigest: plan!.digest, approvals: [] });
    expect(payload.ops[0]).toMatchObject({ opId: 'op_1', specDigest: digestOf(draft().spec) });
    expect(await ledgerTypes()).toEqual(
      expect.arrayContaining(['organisation.created', 'account.put', 'plan.decided', 'permit.issued']),
    );
  });

  it('production asks a person; their signature makes the permit', async () => {
    const admin = await setUp();
    await putAccount(admin, { environment: 'production' });
    const approver = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, approver.user);
    const [plan] = await decide();
    expect(plan!.decision).toMatchObject({ outcome: 'ask', approvalsNeeded: 1 });
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('conflict');
    expect(must(await gate.approvals.pending({ v: 1, caller: approver })).plans.map((p) => p.id)).toEqual([plan!.id]);
    const given = must(await gate.approvals.submit({ v: 1, caller: approver, body: await verdict(plan!, key) }));
    expect(given).toMatchObject({ complete: true, incident: 'inc_1' });
    const permit = must(await gate.decisions.permit(permitRequest(plan!)));
    expect(permit.approvals).toEqual([given.approval.id]);
  });

  it('the same decision and the same permit again answer the same', async () => {
    await putAccount(await setUp());
    const [first, again] = [await decide(), await decide({ drafts: [draft({ confidence: 1 })] })];
    expect(again).toEqual(first);
    const permits = await Promise.all([1, 2, 3].map(() => gate.decisions.permit(permitRequest(first[0]!))));
    expect(new Set(permits.map((p) => must(p).permit)).size).toBe(1);
  });

  it('entries that the ledger could not take go with the next call, in their order', async () => {
    await env.LEDGER.setDown(true);
    const admin = await setUp();
    await putAccount(admin);
    const waiting = await env.AUTHORITY.prepare('SELECT count(*) AS n FROM journal').first<{ n: number }>();
    expect(waiting!.n).toBe(2);
    await env.LEDGER.setDown(false);
    await decide();
    expect((await env.AUTHORITY.prepare('SELECT count(*) AS n FROM journal').first<{ n: number }>())!.n).toBe(0);
  });
});
