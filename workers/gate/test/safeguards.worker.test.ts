import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import {
  ACCOUNT,
  addUser,
  codeOf,
  decide,
  draft,
  env,
  freshDatabase,
  gate,
  instanceSpec,
  keySpec,
  must,
  ORG,
  permitRequest,
  putAccount,
  setUp,
} from './world.ts';

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
});

const pattern = `arn:aws:iam::${ACCOUNT}:user/mallory*`;
const protect = (caller = admin, body: unknown = { pattern, reason: 'our way back in' }) =>
  gate.safeguards.protect({ v: 1, caller, body });
const listed = async () => must(await gate.safeguards.protections({ v: 1, caller: admin })).protections;
const step = (permit: string) => ({
  v: 1 as const,
  permit,
  opId: 'op_1',
  spec: keySpec(),
  direction: 'forward' as const,
  step: 'deactivate',
  fence: 1,
});
const last = async (type: string) => (await env.LEDGER.entries()).findLast((e) => e.type === type);

describe('protections', () => {
  it('hold from the next judgement on: what they cover is forbidden, with their reason', async () => {
    expect((await decide())[0]!.decision.outcome).toBe('permit');
    must(await protect());
    const [plan] = await decide({ revision: 2 });
    expect(plan!.decision.outcome).toBe('forbid');
    expect(plan!.decision.reasons.join()).toContain('our way back in');
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('forbidden');
  });

  it('stop a plan that was permitted before, at its permit and at its credentials', async () => {
    const [early] = await decide();
    const [late] = await decide({ incident: 'inc_2' });
    const { permit } = must(await gate.decisions.permit(permitRequest(early!)));
    must(await protect());
    expect(codeOf(await gate.decisions.permit(permitRequest(late!)))).toBe('forbidden');
    expect(await gate.steps.forStep(step(permit))).toMatchObject({
      ok: false,
      error: { code: 'forbidden', detail: expect.stringContaining('our way back in') as string },
    });
  });

  it('are added and removed with a reason, each time in the ledger', async () => {
    const made = must(await protect());
    expect(await last('protection.added')).toMatchObject({
      actor: `user:${admin.user}`,
      body: { pattern, reason: 'our way back in' },
    });
    expect(await listed()).toContainEqual(expect.objectContaining({ id: made.id, pattern }));
    expect(codeOf(await gate.safeguards.unprotect({ v: 1, caller: admin, id: made.id, body: {} }))).toBe('malformed');
    must(await gate.safeguards.unprotect({ v: 1, caller: admin, id: made.id, body: { reason: 'left us' } }));
    expect(await last('protection.removed')).toMatchObject({
      body: { pattern, protectedBecause: 'our way back in', reason: 'left us' },
    });
    expect((await decide())[0]!.decision.outcome).toBe('permit');
  });

  it('begin with what every organisation must keep, and those too are removed by word only', async () => {
    const patterns = await listed();
    expect(patterns.map((p) => p.pattern)).toContain('arn:aws*:iam::*:role/vedette-*');
    expect(patterns.every((p) => /^[0-9a-f]{16}$/.test(p.id))).toBe(true);
  });

  it('are an admin’s to change and everybody’s to read', async () => {
    for (const role of ['viewer', 'analyst', 'approver'] as const) {
      const caller = await addUser(admin, role, role);
      expect(codeOf(await protect(caller))).toBe('forbidden');
      expect(
        codeOf(await gate.safeguards.unprotect({ v: 1, caller, id: (await listed())[0]!.id, body: { reason: 'no' } })),
      ).toBe('forbidden');
      expect(codeOf(await gate.safeguards.protections({ v: 1, caller }))).toBe('ok');
    }
  });

  it.each([
    ['the same pattern again', { pattern: 'arn:aws*:iam::*:root', reason: 'again' }, 'conflict'],
    ['no reason', { pattern }, 'malformed'],
    ['a pattern with spaces', { pattern: 'arn:aws:iam:: *', reason: 'why not' }, 'malformed'],
    ['a pattern with a control character', { pattern: 'arn:\u0000x', reason: 'why not' }, 'malformed'],
  ])('refuse %s', async (_, body, code) => expect(codeOf(await protect(admin, body))).toBe(code));

  it('an unknown id is not found', async () =>
    expect(
      codeOf(await gate.safeguards.unprotect({ v: 1, caller: admin, id: '0'.repeat(16), body: { reason: 'gone' } })),
    ).toBe('not_found'));
});

describe('the blast budget', () => {
  const dependents = (n: number) => Array.from({ length: n }, (_, i) => `arn:aws:ec2:us-east-1:${ACCOUNT}:volume/${i}`);
  const drafts = (n: number) => [draft({ preview: { ...draft().preview, dependents: dependents(n) } })];
  const change = (body: unknown) => gate.directory.updateOrganisation({ v: 1, caller: admin, body });

  it('is read and set beside the others, and the ledger hears of it', async () => {
    expect(must(await gate.directory.organisation({ v: 1, caller: admin })).blastPerHour).toBe(200);
    expect(must(await change({ blastPerHour: 12 })).blastPerHour).toBe(12);
    expect((await last('organisation.changed'))?.body).toEqual({ blastPerHour: 12 });
    expect(codeOf(await change({ blastPerHour: -1 }))).toBe('malformed');
    expect(must(await change({ timezone: 'Asia/Tokyo' })).timezone).toBe('Asia/Tokyo');
    expect(codeOf(await change({ timezone: 'Mars/Olympus' }))).toBe('unprocessable');
  });

  it('counts targets and dependents, and a plan that does not fit is refused with its name', async () => {
    must(await change({ blastPerHour: 12 }));
    const [first] = await decide({ incident: 'inc_1', drafts: drafts(4) });
    const [second] = await decide({ incident: 'inc_2', drafts: drafts(4) });
    const [third] = await decide({ incident: 'inc_3', drafts: drafts(4) });
    for (const plan of [first!, second!]) must(await gate.decisions.permit(permitRequest(plan)));
    expect(await gate.decisions.permit(permitRequest(third!))).toMatchObject({
      ok: false,
      error: {
        code: 'too_fast',
        detail: expect.stringContaining('blastPerHour): 10 used of 12 this hour, the plan needs 5') as string,
      },
    });
    must(await change({ blastPerHour: 15 }));
    must(await gate.decisions.permit(permitRequest(third!)));
    const used = await env.AUTHORITY.prepare('SELECT SUM(blast) AS blast FROM budget_use').first();
    expect(used).toEqual({ blast: 15 });
  });

  it('is counted in one transaction: of many at once only so many get through', async () => {
    must(await change({ blastPerHour: 11 }));
    const plans = await Promise.all(
      [1, 2, 3, 4].map(async (i) => (await decide({ incident: `inc_b${i}`, drafts: drafts(4) }))[0]!),
    );
    const codes = await Promise.all(plans.map(async (p) => codeOf(await gate.decisions.permit(permitRequest(p)))));
    expect(codes.toSorted()).toEqual(['ok', 'ok', 'too_fast', 'too_fast']);
  });
});

describe('an account that is not the organisation’s', () => {
  /** How a proposal is decided, and what a permit is answered. */
  const fate = async (drafts: unknown[]) => {
    const [plan] = await decide({ drafts });
    return [plan!.decision.outcome, codeOf(await gate.decisions.permit(permitRequest(plan!)))];
  };
  const NO = ['forbid', 'forbidden'];

  it('gets no permit, whatever is proposed about it', async () =>
    expect(await fate([draft({ spec: keySpec('mallory', '999988887777') })])).toEqual(NO));

  it('gets none by evidence from a source that may not speak of it', async () =>
    expect(await fate([draft({ foreignEvidence: true })])).toEqual(NO));

  it('gets none by a target that lies there while the spec names one of ours', async () => {
    const spec = instanceSpec();
    const elsewhere = spec.target.replace(ACCOUNT, '999988887777');
    expect(await fate([draft({ spec: { ...spec, target: elsewhere, locks: [elsewhere] } })])).toEqual(NO);
  });

  it('gets no credentials to read with either', async () =>
    expect(
      codeOf(
        await gate.reads.forRead({ v: 1, org: ORG, incident: 'inc_1', account: '999988887777', agent: 'inspector' }),
      ),
    ).toBe('forbidden'));
});
