import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { DEFAULT_POLICIES } from '../../../src/decide/policies/generated.ts';
import { JUDGEMENTS_KEPT_MS, sweepJudgements } from '../../../src/decide/admin/judgements.ts';
import { gateDeps } from '../deps.ts';
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
  putAccount,
  setUp,
} from './world.ts';

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
});

const FREEZE = 'forbid (principal, action, resource);';
const TWO = '@approvals("2")\nforbid (principal, action == Vedette::Action::"act", resource);';
const call = (body: unknown, caller = admin) => ({ v: 1 as const, caller, body });
const create = (id: string, text: string, more: object = {}) => gate.admin.createPolicy(call({ id, text, ...more }));
const inForce = async () => must(await gate.admin.listPolicies({ v: 1, caller: admin }));

describe('policies one by one', () => {
  it('are created, read, given another text and taken out, each as a version of the whole set', async () => {
    const first = await inForce();
    const { version } = must(await create('freeze', FREEZE));
    expect(version).toMatch(/^2-[0-9a-f]{12}$/);
    expect(must(await gate.admin.policy({ v: 1, caller: admin, id: 'freeze' }))).toMatchObject({
      text: FREEZE,
      effect: 'forbid',
      version,
      updatedBy: `user:${admin.user}`,
    });
    must(await gate.admin.updatePolicy({ ...call({ text: TWO }), id: 'freeze' }));
    expect((await inForce()).items.find((i) => i.id === 'freeze')).toMatchObject({ obligations: { approvals: 2 } });
    must(await gate.admin.deletePolicy({ ...call({}), id: 'freeze' }));
    const last = await inForce();
    expect(last.policies).toEqual(first.policies);
    expect(last.version.split('-')).toEqual(['4', first.version.split('-')[1]]);
  });
  it('say which version changed them last, whatever changed since', async () => {
    const { version } = must(await create('freeze', FREEZE));
    must(await create('other', TWO));
    expect(must(await gate.admin.policy({ v: 1, caller: admin, id: 'freeze' })).version).toBe(version);
    const original = must(await gate.admin.policy({ v: 1, caller: admin, id: 'ask-disruptive' }));
    expect(original.version).toMatch(/^1-/);
  });
  it('are in force at once, and the ledger has who changed what', async () => {
    must(await create('freeze', FREEZE));
    expect((await decide())[0]!.decision.outcome).toBe('forbid');
    const changed = (await env.LEDGER.entries()).filter((e) => e.type === 'policy.changed').at(-1)!;
    expect(changed).toMatchObject({
      actor: `user:${admin.user}`,
      chain: 'org',
      body: { added: ['freeze'], changed: [], removed: [] },
    });
  });
  it('are refused whole where Cedar or the gate finds fault, with line and column', async () => {
    const refused = await create('odd', 'permit (principal,\n  action resource);');
    expect(refused).toMatchObject({ ok: false, error: { code: 'unprocessable', field: '/policies/odd' } });
    expect(JSON.stringify(refused)).toContain('line 2, column 10');
    expect(codeOf(await create('odd', `@approvals("9") ${FREEZE}`))).toBe('unprocessable');
    expect((await inForce()).version).toMatch(/^1-/);
  });
  it('are not overwritten by somebody who saw another version', async () => {
    const { version: seen } = await inForce();
    const { version } = must(await create('freeze', FREEZE, { ifVersion: seen }));
    expect(codeOf(await create('late', TWO, { ifVersion: seen }))).toBe('conflict');
    const late = call({ text: TWO, ifVersion: seen });
    expect(codeOf(await gate.admin.updatePolicy({ ...late, id: 'freeze' }))).toBe('conflict');
    expect(codeOf(await gate.admin.deletePolicy({ ...call({ ifVersion: seen }), id: 'freeze' }))).toBe('conflict');
    expect(codeOf(await gate.admin.putPolicies(call({ policies: {}, ifVersion: seen })))).toBe('conflict');
    expect((await inForce()).version).toBe(version);
  });
  it('many at once lose none that was taken', async () => {
    const codes = await Promise.all(
      [1, 2, 3, 4].map(async (n) => ({ id: `p-${n}`, code: codeOf(await create(`p-${n}`, TWO)) })),
    );
    expect(codes.filter((c) => c.code !== 'ok' && c.code !== 'conflict')).toEqual([]);
    const taken = codes.filter((c) => c.code === 'ok').map((c) => c.id);
    expect(taken.length).toBeGreaterThan(0);
    expect(Object.keys((await inForce()).policies)).toEqual(expect.arrayContaining(taken));
  });
  it.each([
    ['an id that is there', 'ask-disruptive', FREEZE, 'conflict'],
    ['an id that is a route', 'versions', FREEZE, 'malformed'],
    ['an id that is no word', 'A B', FREEZE, 'malformed'],
    ['an id of JavaScript’s own', '__proto__', FREEZE, 'malformed'],
    ['no text', 'empty', '', 'malformed'],
    ['a text too long', 'long', `${FREEZE} //${'x'.repeat(20_000)}`, 'malformed'],
  ])('with %s are refused', async (_, id, text, code) => expect(codeOf(await create(id, text))).toBe(code));
  it('that are not there cannot be read, changed or taken out', async () => {
    for (const id of ['nothing', 'constructor', '../x']) {
      expect(codeOf(await gate.admin.policy({ v: 1, caller: admin, id }))).toBe('not_found');
      expect(codeOf(await gate.admin.updatePolicy({ ...call({ text: FREEZE }), id }))).toBe('not_found');
      expect(codeOf(await gate.admin.deletePolicy({ ...call({}), id }))).toBe('not_found');
    }
  });
  it('all together have a bound', async () => {
    const comment = `// ${'x'.repeat(19_000)}\n${FREEZE}`;
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p-${n}`, comment]));
    expect(codeOf(await gate.admin.putPolicies(call({ policies: many })))).toBe('too_large');
  });
});

describe('roles', () => {
  it('viewers read, analysts validate, try and read the log, admins change', async () => {
    const [viewer, analyst, approver] = [
      await addUser(admin, 'viewer', 'vic'),
      await addUser(admin, 'analyst', 'ann'),
      await addUser(admin, 'approver', 'app'),
    ];
    const codes = async (caller: Principal) => ({
      read: codeOf(await gate.admin.listPolicies({ v: 1, caller })),
      versions: codeOf(await gate.admin.policyVersions({ v: 1, caller, limit: 5 })),
      validate: codeOf(await gate.admin.validatePolicies(call({ text: FREEZE }, caller))),
      dryRun: codeOf(await gate.admin.dryRunPolicies(call({ changes: {} }, caller))),
      log: codeOf(await gate.admin.judgements({ v: 1, caller, query: {} })),
      put: codeOf(await gate.admin.putPolicies(call({ policies: {} }, caller))),
      create: codeOf(await gate.admin.createPolicy(call({ id: 'x', text: FREEZE }, caller))),
      update: codeOf(await gate.admin.updatePolicy({ ...call({ text: TWO }, caller), id: 'ask-disruptive' })),
      remove: codeOf(await gate.admin.deletePolicy({ ...call({}, caller), id: 'ask-disruptive' })),
      point: codeOf(await gate.admin.decisionPoint({ v: 1, caller })),
      putPoint: codeOf(await gate.admin.putDecisionPoint(call({}, caller))),
      removePoint: codeOf(await gate.admin.removeDecisionPoint({ v: 1, caller })),
      testPoint: codeOf(await gate.admin.testDecisionPoint({ v: 1, caller })),
    });
    const none = 'forbidden';
    const changes = { put: none, create: none, update: none, remove: none };
    const points = { point: none, putPoint: none, removePoint: none, testPoint: none };
    const reads = { read: 'ok', versions: 'ok' };
    const tries = { validate: 'ok', dryRun: 'ok', log: 'ok' };
    expect(await codes(viewer)).toEqual({ ...reads, validate: none, dryRun: none, log: none, ...changes, ...points });
    expect(await codes(analyst)).toEqual({ ...reads, ...tries, ...changes, ...points });
    expect(await codes(approver)).toEqual({ ...reads, ...tries, ...changes, ...points });
    expect((await inForce()).version).toMatch(/^1-/);
  });
});

describe('versions', () => {
  it('are listed newest first with what each changed, by pages, and old ones are kept whole', async () => {
    must(await create('freeze', FREEZE));
    must(await gate.admin.updatePolicy({ ...call({ text: TWO }), id: 'freeze' }));
    must(await gate.admin.deletePolicy({ ...call({}), id: 'freeze' }));
    const page = must(await gate.admin.policyVersions({ v: 1, caller: admin, limit: 3 }));
    expect(page.items.map(({ number, added, changed, removed }) => ({ number, added, changed, removed }))).toEqual([
      { number: 4, added: [], changed: [], removed: ['freeze'] },
      { number: 3, added: [], changed: ['freeze'], removed: [] },
      { number: 2, added: ['freeze'], changed: [], removed: [] },
    ]);
    const rest = must(await gate.admin.policyVersions({ v: 1, caller: admin, limit: 3, cursor: page.next! }));
    expect(rest.items.map((i) => [i.number, i.added.length])).toEqual([[1, Object.keys(DEFAULT_POLICIES).length]]);
    expect(rest.next).toBeUndefined();
    const { version } = page.items[1]!;
    expect(must(await gate.admin.policyVersion({ v: 1, caller: admin, version })).policies['freeze']).toBe(TWO);
    expect(codeOf(await gate.admin.policyVersion({ v: 1, caller: admin, version: '9-000000000000' }))).toBe(
      'not_found',
    );
  });
});

describe('the log of judgements', () => {
  const log = async (query: object = {}) => must(await gate.admin.judgements({ v: 1, caller: admin, query }));
  it('has every action of a decision with who decided, by which version and on what', async () => {
    const plans = await decide({
      drafts: [
        draft({ opId: 'op_a' }),
        draft({ opId: 'op_b', confidence: 10 }),
        draft({ opId: 'op_c', foreignEvidence: true }),
      ],
    });
    const { items } = await log();
    expect(items.map((i) => [i.opId, i.outcome, i.engine, i.reasons])).toEqual([
      ['op_c', 'forbid', 'gate', ['gate: the evidence comes from a source that may not speak of this account']],
      ['op_b', 'ask', 'cedar', ['no policy permits it: a person decides']],
      ['op_a', 'permit', 'cedar', ['automatic-reversible']],
    ]);
    for (const item of items) {
      const plan = plans.find((p) => p.id === item.plan)!;
      expect(plan.actions.map((a) => a.opId)).toContain(item.opId);
      expect(item).toMatchObject({ policyVersion: plan.decision.policyVersion, revision: 1, incident: 'inc_1' });
      expect(item.inputDigest).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(items[2]!.input).toMatchObject({ action: 'aws.iam.deactivate-access-key', context: { confidence: 95 } });
    const decided = (await env.LEDGER.entries()).find((e) => e.type === 'plan.decided')!;
    expect(Object.keys(decided.body)).toEqual(
      expect.arrayContaining(['engine', 'policyVersion', 'inputDigest', 'reasons']),
    );
  });
  it('a revision that is decided again is logged once', async () => {
    await decide();
    await decide();
    expect((await log()).items).toHaveLength(1);
  });
  it('is read by pages without a gap, and by incident, outcome and time', async () => {
    for (const n of [1, 2, 3])
      await decide({ incident: `inc_${n}`, drafts: [draft({ opId: 'op_a' }), draft({ opId: 'op_b', confidence: 1 })] });
    const whole = (await log()).items.map((i) => `${i.incident} ${i.opId}`);
    expect(whole).toHaveLength(6);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof log>> = await log({ limit: 1, ...(cursor ? { cursor } : {}) });
      paged.push(...page.items.map((i) => `${i.incident} ${i.opId}`));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole);
    expect((await log({ incident: 'inc_2', outcome: 'ask' })).items.map((i) => i.opId)).toEqual(['op_b']);
    expect((await log({ since: Date.now() + 60_000 })).items).toEqual([]);
    expect(codeOf(await gate.admin.judgements({ v: 1, caller: admin, query: { cursor: 'bm9uZQ' } }))).toBe('malformed');
  });
  it('is kept for ninety days', async () => {
    await decide();
    await decide({ incident: 'inc_2' });
    await env.AUTHORITY.prepare("UPDATE judgement SET at = ? WHERE incident = 'inc_1'")
      .bind(Date.now() - JUDGEMENTS_KEPT_MS - 1)
      .run();
    await sweepJudgements(gateDeps(env));
    expect((await log()).items.map((i) => i.incident)).toEqual(['inc_2']);
  });
});

describe('validate', () => {
  it('names every fault with its place, and keeps nothing', async () => {
    const { errors } = must(
      await gate.admin.validatePolicies(
        call({ policies: { odd: '// first\n@approvals("9")\npermit (principal, action, resource);', fine: FREEZE } }),
      ),
    );
    expect(errors).toEqual([
      expect.objectContaining({
        policy: 'odd',
        offset: 9,
        line: 2,
        column: 1,
        hint: expect.stringContaining('5') as string,
      }),
    ]);
    expect(must(await gate.admin.validatePolicies(call({ text: 'permit' }))).errors[0]).toMatchObject({ line: 1 });
    expect(must(await gate.admin.validatePolicies(call({ text: FREEZE }))).errors).toEqual([]);
    expect((await inForce()).version).toMatch(/^1-/);
  });
});

describe('dry run', () => {
  const dryRun = async (body: object) => must(await gate.admin.dryRunPolicies(call(body)));
  it('says what proposed changes would have changed, and changes nothing', async () => {
    await decide({ drafts: [draft({ opId: 'op_a' }), draft({ opId: 'op_b', foreignEvidence: true })] });
    await decide({ incident: 'inc_2', drafts: [draft({ opId: 'op_c', spec: instanceSpec() })] });
    const report = await dryRun({ changes: { 'automatic-reversible': null, two: TWO } });
    expect(report).toMatchObject({ errors: [], incidents: 2, compared: 2, changed: 2, byHardRules: 1 });
    expect(report.counts).toEqual(
      expect.arrayContaining([
        { before: 'permit', after: 'ask', actions: 1 },
        { before: 'ask', after: 'ask', actions: 1 },
      ]),
    );
    expect(report.items.find((i) => i.opId === 'op_a')).toMatchObject({
      incident: 'inc_1',
      action: 'aws.iam.deactivate-access-key',
      recorded: { outcome: 'permit', engine: 'cedar' },
      before: { outcome: 'permit', reasons: ['automatic-reversible'] },
      after: { outcome: 'ask', reasons: ['two'], obligations: { approvals: 2 } },
    });
    expect(report.leftOut.join()).toContain('1 actions that the gate’s own rules forbid');
    expect((await inForce()).version).toMatch(/^1-/);
    expect((await decide({ incident: 'inc_3' }))[0]!.decision.outcome).toBe('permit');
  });
  it('of the set in force changes nothing', async () => {
    await decide();
    const report = await dryRun({ policies: { ...DEFAULT_POLICIES } });
    expect(report).toMatchObject({ compared: 1, changed: 0, items: [] });
  });
  it('looks at so many incidents, the last ones', async () => {
    for (const n of [1, 2, 3]) await decide({ incident: `inc_${n}` });
    await env.AUTHORITY.prepare("UPDATE judgement SET at = at - 5000 WHERE incident = 'inc_2'").run();
    const report = await dryRun({ changes: { freeze: FREEZE }, incidents: 2 });
    expect(report.items.map((i) => i.incident).toSorted()).toEqual(['inc_1', 'inc_3']);
    expect(await dryRun({ changes: { freeze: FREEZE }, since: Date.now() + 60_000 })).toMatchObject({ compared: 0 });
  });
  it('compares no more than it can, and says so', async () => {
    const [plan] = await decide();
    const rows = Array.from({ length: 40 }, (_, n) =>
      env.AUTHORITY.prepare(
        `INSERT INTO judgement SELECT org, 'op_' || ? || '-' || r.value, incident, revision, plan, at, outcome, engine,
         policy_version, input_digest, input, reasons FROM judgement, json_each(?) r WHERE op_id = 'op_1' AND plan = ?`,
      ).bind(n, JSON.stringify(Array.from({ length: 60 }, (_, i) => i)), plan!.id),
    );
    await env.AUTHORITY.batch(rows);
    const report = await dryRun({ changes: { freeze: FREEZE } });
    expect(report).toMatchObject({ compared: 2_000, changed: 2_000 });
    expect(report.items).toHaveLength(500);
    expect(report.leftOut[0]).toContain('at most 2000');
    expect(report.leftOut[1]).toContain('1500 further');
  });
  it('of faulty policies names the faults and compares nothing', async () => {
    await decide();
    const report = await dryRun({ changes: { odd: 'permit' } });
    expect(report.errors[0]).toMatchObject({ policy: 'odd' });
    expect(report).toMatchObject({ compared: 0, items: [] });
  });
  it('passes over an input that is no input any more', async () => {
    await decide();
    await env.AUTHORITY.prepare(`UPDATE judgement SET input = '{"opId":"op_1"}'`).run();
    const report = await dryRun({ changes: { freeze: FREEZE } });
    expect(report).toMatchObject({ compared: 0 });
    expect(report.leftOut.join()).toContain('cannot be judged again');
  });
  it.each([
    ['neither a set nor changes', {}],
    ['both', { policies: {}, changes: {} }],
    ['too many incidents', { changes: {}, incidents: 201 }],
  ])('refuses %s', async (_, body) => expect(codeOf(await gate.admin.dryRunPolicies(call(body)))).toBe('malformed'));
  it('sees nothing of another organisation', async () => {
    await decide();
    await env.AUTHORITY.prepare("UPDATE judgement SET org = 'org_other' WHERE org = ?").bind(ORG).run();
    expect(await dryRun({ changes: { freeze: FREEZE } })).toMatchObject({ incidents: 0, compared: 0 });
  });
});
