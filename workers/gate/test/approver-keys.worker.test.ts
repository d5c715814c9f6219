import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { approvalMessage, type Plan } from '../../../src/contracts/plan.ts';
import { vouchMessage } from '../../../src/contracts/sign-in.ts';
import type { Ed25519Text } from '../../../src/kit/crypto.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kit/clock.ts';
import { keysOfPasskeys } from '../../../src/decide/directory/promoted.ts';
import { gateDeps } from '../deps.ts';
import type { Faults, SoftPasskey } from './authenticator.ts';
import { enrolPasskey, passkeyOf } from './sign-in-world.ts';
import {
  addUser,
  codeOf,
  decide,
  enrol,
  env,
  freshDatabase,
  gate,
  must,
  ORG,
  permitRequest,
  putAccount,
  sessionOf,
  setUp,
  verdict,
  vouchBy,
} from './world.ts';

let admin: Principal;
let approver: Principal;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await freshDatabase();
  admin = await setUp();
  approver = await addUser(admin, 'approver', 'grace');
});
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const keys = async () => must(await gate.directory.approverKeys({ v: 1, caller: admin })).keys;
const statusOf = async (keyId: string) => (await keys()).find((k) => k.keyId === keyId)?.status;
const vouch = (keyId: string, body: unknown, caller = admin) => gate.directory.vouch({ v: 1, caller, keyId, body });
const linkFor = (body: unknown, caller = admin) => gate.directory.createSignInLink({ v: 1, caller, body });
const nonce = () => `link:${crypto.randomUUID().replaceAll('-', '')}`;
/** One more active key, so that the one before is not the last. */
async function another(by: Ed25519Text): Promise<Ed25519Text> {
  const key = await enrol(admin, approver.user);
  must(await vouch(key.keyId, await vouchBy(by, { user: approver.user, subject: `key:${key.keyId}` })));
  return key;
}
const entriesOf = async (type: string, keyId: string) =>
  (await env.LEDGER.entries()).filter((e) => e.type === type && e.body['keyId'] === keyId);

describe('the first approver key of an organisation is active', () => {
  it('as an Ed25519 key; the next one is pending', async () => {
    const first = await enrol(admin, approver.user);
    later(1);
    const second = await enrol(admin, admin.user);
    expect(await keys()).toMatchObject([
      { keyId: first.keyId, status: 'active', vouchedBy: 'first', kind: 'ed25519' },
      { keyId: second.keyId, status: 'pending', vouchedBy: null },
    ]);
    expect((await entriesOf('approver_key.enrolled', second.keyId)).map((e) => e.body['status'])).toEqual(['pending']);
  });
  it('as a passkey of somebody who may approve; the next one is pending', async () => {
    const first = await passkeyOf(approver);
    later(1);
    const second = await passkeyOf(admin);
    expect(await keys()).toMatchObject([
      { keyId: first.keyId, status: 'active', vouchedBy: 'first', kind: 'passkey', credential: first.id },
      { keyId: second.keyId, status: 'pending' },
    ]);
    expect((await entriesOf('approver_key.enrolled', first.keyId)).map((e) => e.body['vouchedBy'])).toEqual(['first']);
  });
  it('once, when several are enrolled at the same moment', async () => {
    const users = await Promise.all(['a', 'b', 'c'].map((name) => addUser(admin, 'approver', name)));
    await Promise.all(users.map((u) => enrol(admin, u.user)));
    expect((await keys()).filter((k) => k.status === 'active')).toHaveLength(1);
  });
  it('and a passkey of somebody who may not approve is no approver key', async () => {
    await passkeyOf(await addUser(admin, 'analyst', 'ann'));
    expect(await keys()).toEqual([]);
  });
});

describe('a vouch', () => {
  let first: Ed25519Text;
  let pending: Ed25519Text;
  let subject: string;
  beforeEach(async () => {
    first = await enrol(admin, approver.user);
    pending = await enrol(admin, admin.user);
    subject = `key:${pending.keyId}`;
  });

  it('of an active key makes a pending one active, once, and the ledger has it', async () => {
    const body = await vouchBy(first, { user: admin.user, subject });
    expect(must(await vouch(pending.keyId, body))).toMatchObject({
      status: 'active',
      vouchedBy: `user:${approver.user}`,
    });
    expect(await statusOf(pending.keyId)).toBe('active');
    expect(codeOf(await vouch(pending.keyId, body))).toBe('conflict');
    expect(await entriesOf('approver_key.vouched', pending.keyId)).toHaveLength(1);
  });
  it('may be for one’s own further key, and by a passkey', async () => {
    must(await vouch(pending.keyId, await vouchBy(first, { user: admin.user, subject })));
    const passkey = await passkeyOf(admin);
    expect(await statusOf(passkey.keyId)).toBe('pending');
    const own = { user: admin.user, subject: `key:${passkey.keyId}` };
    must(await vouch(passkey.keyId, await vouchBy(pending, own)));
    const third = await enrol(admin, approver.user);
    const v = { org: ORG, user: approver.user, subject: `key:${third.keyId}`, expiresAt: Date.now() + 1_000 };
    const signed = { keyId: passkey.keyId, assertion: await passkey.sign(vouchMessage(v)) };
    const body = { subject: v.subject, expiresAt: v.expiresAt, signed };
    expect(must(await vouch(third.keyId, body)).status).toBe('active');
  });
  it('is refused when forged, by a pending or revoked key, over anything else, or expired', async () => {
    const good = await vouchBy(first, { user: admin.user, subject });
    const forged = [
      { ...good, signed: { ...good.signed, signature: '0'.repeat(128) } },
      { ...good, expiresAt: good.expiresAt + 1 },
      { ...good, signed: { ...good.signed, keyId: pending.keyId } },
      await vouchBy(pending, { user: admin.user, subject }),
      await vouchBy(first, { user: approver.user, subject }),
      await vouchBy(first, { user: admin.user, subject, org: 'org_other' }),
    ];
    for (const body of forged) expect(codeOf(await vouch(pending.keyId, body))).toBe('forbidden');
    const other = await vouchBy(first, { user: admin.user, subject: nonce() });
    expect(codeOf(await vouch(pending.keyId, other))).toBe('unprocessable');
    const far = await vouchBy(first, { user: admin.user, subject, expiresAt: Date.now() + DAY_MS + 1 });
    expect(codeOf(await vouch(pending.keyId, far))).toBe('unprocessable');
    later(HOUR_MS);
    expect(codeOf(await vouch(pending.keyId, good))).toBe('gone');
    const fresh = await vouchBy(first, { user: admin.user, subject });
    await another(first);
    must(await gate.directory.revokeApproverKey({ v: 1, caller: approver, keyId: first.keyId }));
    expect(codeOf(await vouch(pending.keyId, fresh))).toBe('forbidden');
    expect(await statusOf(pending.keyId)).toBe('pending');
  });
  it('is refused when its signer may not approve any more, or its bringer may not', async () => {
    const body = await vouchBy(first, { user: admin.user, subject });
    const analyst = await addUser(admin, 'analyst', 'ann');
    expect(codeOf(await vouch(pending.keyId, body, analyst))).toBe('forbidden');
    await env.AUTHORITY.prepare('UPDATE "user" SET role = \'viewer\' WHERE id = ?').bind(approver.user).run();
    expect(codeOf(await vouch(pending.keyId, body))).toBe('forbidden');
  });
  it('revives no revoked key', async () => {
    must(await gate.directory.revokeApproverKey({ v: 1, caller: admin, keyId: pending.keyId }));
    const body = await vouchBy(first, { user: admin.user, subject });
    expect(codeOf(await vouch(pending.keyId, body))).toBe('conflict');
    expect(await statusOf(pending.keyId)).toBe('revoked');
  });
  it('in a link makes the first passkey enrolled through it active, and no second', async () => {
    const body = await vouchBy(first, { user: admin.user, subject: nonce() });
    later(1);
    const { principal } = await sessionOf(admin, body);
    const one = await enrolPasskey(principal);
    later(1);
    const two = await enrolPasskey(principal);
    expect(await keys()).toMatchObject([
      {},
      {},
      { keyId: one.keyId, status: 'active', vouchedBy: `user:${approver.user}` },
      { keyId: two.keyId, status: 'pending' },
    ]);
    const [told] = await entriesOf('approver_key.enrolled', one.keyId);
    expect(told!.body).toMatchObject({ status: 'active', vouchedWith: first.keyId });
  });
  it('in a link is good once, and not for another person', async () => {
    const body = await vouchBy(first, { user: admin.user, subject: nonce() });
    expect(codeOf(await linkFor({ user: approver.user, vouch: body }))).toBe('forbidden');
    const codes = await Promise.all(
      [1, 2, 3].map(async () => codeOf(await linkFor({ user: admin.user, vouch: body }))),
    );
    expect(codes.toSorted()).toEqual(['conflict', 'conflict', 'ok']);
    const ofKey = await vouchBy(first, { user: admin.user, subject });
    expect(codeOf(await linkFor({ user: admin.user, vouch: ofKey }))).toBe('unprocessable');
  });
  it('in a link counts no more if the key that vouched was revoked before the passkey came', async () => {
    // Another active key stays, so that the passkey is not the organisation's first.
    must(await vouch(pending.keyId, await vouchBy(first, { user: admin.user, subject })));
    const { principal } = await sessionOf(admin, await vouchBy(first, { user: admin.user, subject: nonce() }));
    must(await gate.directory.revokeApproverKey({ v: 1, caller: admin, keyId: first.keyId }));
    const passkey = await enrolPasskey(principal);
    expect(await statusOf(passkey.keyId)).toBe('pending');
  });
  it.each([
    ['may not approve any more', 'UPDATE "user" SET role = \'analyst\' WHERE id = ?'],
    ['was disabled', 'UPDATE "user" SET disabled_at = 1 WHERE id = ?'],
  ])('in a link counts no more if who vouched %s before the passkey came', async (_, meanwhile) => {
    const { principal } = await sessionOf(admin, await vouchBy(first, { user: admin.user, subject: nonce() }));
    await env.AUTHORITY.prepare(meanwhile).bind(approver.user).run();
    const passkey = await enrolPasskey(principal);
    expect(await statusOf(passkey.keyId)).toBe('pending');
  });
});

describe('the passkeys of somebody who may approve from now on', () => {
  it('become pending approver keys, those that they have, once', async () => {
    const analyst = await addUser(admin, 'analyst', 'ann');
    await enrol(admin, approver.user);
    const passkey = await passkeyOf(analyst);
    const deps = gateDeps(env);
    const promote = async () =>
      deps.store.commit(
        await keysOfPasskeys(deps, ORG, { user: analyst.user, actor: `user:${admin.user}`, at: Date.now() }),
      );
    await promote();
    expect(await statusOf(passkey.keyId)).toBe('pending');
    expect(await promote()).toEqual([]);
  });
});

describe('an approver key is ended', () => {
  it('by its owner or an admin, nobody else', async () => {
    const key = await enrol(admin, approver.user);
    await another(key);
    const other = await addUser(admin, 'approver', 'linus');
    const end = (caller: Principal) => gate.directory.revokeApproverKey({ v: 1, caller, keyId: key.keyId });
    expect(codeOf(await end(other))).toBe('forbidden');
    expect(codeOf(await end(approver))).toBe('ok');
    expect(codeOf(await end(admin))).toBe('ok');
    expect(await statusOf(key.keyId)).toBe('revoked');
    expect(await entriesOf('approver_key.revoked', key.keyId)).toHaveLength(1);
  });
  it('but never the last that counts: whoever ended them all would begin anew with a key of their own', async () => {
    const last = await enrol(admin, approver.user);
    const end = () => gate.directory.revokeApproverKey({ v: 1, caller: admin, keyId: last.keyId });
    expect(codeOf(await end())).toBe('conflict');
    expect(await statusOf(last.keyId)).toBe('active');
    expect(await entriesOf('approver_key.revoked', last.keyId)).toHaveLength(0);
    const next = await another(last);
    expect(codeOf(await end())).toBe('ok');
    expect(await statusOf(next.keyId)).toBe('active');
  });
  it('and with the last passkey gone the next key waits: an admin alone makes no approver', async () => {
    const { principal } = await sessionOf(approver);
    await enrolPasskey(principal);
    const [own] = must(await gate.me.passkeys({ v: 1, caller: principal })).passkeys;
    must(await gate.me.revokePasskey({ v: 1, caller: principal, id: own!.id }));
    const mine = await enrol(admin, admin.user);
    expect(await statusOf(mine.keyId)).toBe('pending');
  });
  it('with the passkey that it is', async () => {
    const { principal } = await sessionOf(approver);
    const passkey = await enrolPasskey(principal);
    const [own] = must(await gate.me.passkeys({ v: 1, caller: principal })).passkeys;
    expect(own).toMatchObject({ approver: 'active', approverKeyId: passkey.keyId });
    must(await gate.me.revokePasskey({ v: 1, caller: principal, id: own!.id }));
    expect(await statusOf(passkey.keyId)).toBe('revoked');
  });
});

describe('an approval by passkey', () => {
  let plan: Plan;
  let passkey: SoftPasskey;
  let caller: Principal;
  let n = 0;
  beforeEach(async () => {
    await putAccount(admin, { environment: 'production' });
    caller = (await sessionOf(approver)).principal;
    passkey = await enrolPasskey(caller, { counting: true });
    [plan] = (await decide({ incident: `inc_passkey${n++}` })) as [Plan];
  });
  const said = (p = plan) => ({ verdict: 'approve' as const, plan: p.id, planDigest: p.digest, reason: 'yes' });
  const approve = async (f: Faults = {}, signed: object = {}, sent: object = {}) => {
    const assertion = await passkey.sign(approvalMessage({ ...said(), ...signed }), f);
    const body = { ...said(), keyId: passkey.keyId, assertion, ...sent };
    return gate.approvals.submit({ v: 1, caller, body });
  };
  const permit = () => gate.decisions.permit(permitRequest(plan));

  it('lets the plan go, and its assertion is kept with the verdict', async () => {
    const { approval, complete } = must(await approve());
    expect(complete).toBe(true);
    expect(approval).not.toHaveProperty('signature');
    expect(approval.assertion?.credential).toBe(passkey.id);
    expect(must(await permit()).approvals).toEqual([approval.id]);
  });
  it('holds when the permit is made later, whatever the passkey counted meanwhile', async () => {
    must(await approve());
    await env.AUTHORITY.prepare('UPDATE passkey SET counter = 999').run();
    later(HOUR_MS);
    expect(codeOf(await permit())).toBe('ok');
  });
  it.each([
    ['another verdict', { verdict: 'deny' as const }],
    ['another plan', { plan: 'plan_other' }],
    ['another digest', { planDigest: 'c'.repeat(64) }],
    ['another reason', { reason: 'no' }],
  ])('over %s is refused', async (_, signed) => {
    expect(codeOf(await approve({}, signed))).toBe('forbidden');
  });
  it.each<[string, Faults]>([
    ['at another address', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['for another of our sites than the address it was made at', { rpId: 'localhost' }],
    ['without verifying the person', { userVerified: false }],
    ['in a frame of another site', { crossOrigin: true }],
    ['as an enrolment', { type: 'webauthn.create' }],
  ])('made %s is refused', async (_, fault) => {
    expect(codeOf(await approve(fault))).toBe('forbidden');
  });
  it('with a signature beside its assertion, or neither, is malformed', async () => {
    expect(codeOf(await approve({}, {}, { signature: '0'.repeat(128) }))).toBe('malformed');
    expect(codeOf(await approve({}, {}, { assertion: undefined }))).toBe('malformed');
  });
  it('that was given for signing in or vouching is no approval', async () => {
    const assertion = await passkey.sign(
      vouchMessage({ org: ORG, user: approver.user, subject: 'key:0000000000000000', expiresAt: 1 }),
    );
    expect(codeOf(await approve({}, {}, { assertion }))).toBe('forbidden');
  });
  it("by somebody else's passkey, or in somebody else's name, is refused", async () => {
    const theirs = await passkeyOf(admin);
    const assertion = await theirs.sign(approvalMessage(said()));
    expect(codeOf(await approve({}, {}, { assertion }))).toBe('forbidden');
    expect(codeOf(await approve({}, {}, { assertion, keyId: theirs.keyId }))).toBe('forbidden');
  });
  it('by a pending key is refused, and counts for nothing as a row in the database', async () => {
    const other = (await sessionOf(admin)).principal;
    const theirs = await enrolPasskey(other);
    const assertion = await theirs.sign(approvalMessage(said()));
    const body = { ...said(), keyId: theirs.keyId, assertion };
    const refused = await gate.approvals.submit({ v: 1, caller: other, body });
    expect(JSON.stringify(refused)).toContain('pending');
    must(await approve());
    await env.AUTHORITY.prepare('UPDATE approver_key SET vouched_by = NULL').run();
    expect(codeOf(await permit())).toBe('gone');
  });
  it('counts no more once its passkey, key, role or person is gone when the permit is made', async () => {
    must(await approve());
    const [own] = must(await gate.me.passkeys({ v: 1, caller })).passkeys;
    must(await gate.me.revokePasskey({ v: 1, caller, id: own!.id }));
    expect(codeOf(await permit())).toBe('gone');
  });
  it('is refused to who proposed the plan, from the browser as from a key', async () => {
    for (const requestedBy of [`user:${approver.user}`, `key:${caller.key}`]) {
      [plan] = (await decide({ incident: `inc_own${n++}`, requestedBy })) as [Plan];
      expect(codeOf(await approve())).toBe('forbidden');
    }
  });
  it('does not count after its row was tampered with', async () => {
    must(await approve());
    await env.AUTHORITY.prepare(
      'UPDATE approval SET body = replace(body, \'"reason":"yes"\', \'"reason":"yes!"\')',
    ).run();
    expect(codeOf(await permit())).toBe('gone');
  });
  it('and one by an Ed25519 key count together', async () => {
    await env.AUTHORITY.prepare('UPDATE plan SET approvals_needed = 2').run();
    expect(must(await approve()).complete).toBe(false);
    const key = await enrol(admin, admin.user);
    const v = { org: ORG, user: admin.user, subject: `key:${key.keyId}`, expiresAt: Date.now() + 1_000 };
    const signed = { keyId: passkey.keyId, assertion: await passkey.sign(vouchMessage(v)) };
    must(await vouch(key.keyId, { subject: v.subject, expiresAt: v.expiresAt, signed }));
    must(await gate.approvals.submit({ v: 1, caller: admin, body: await verdict(plan, key) }));
    expect(must(await permit()).approvals).toHaveLength(2);
  });
});

describe('another organisation', () => {
  it('neither vouches here nor is seen here', async () => {
    const key = await enrol(admin, approver.user);
    const pending = await enrol(admin, admin.user);
    // Moved by hand: there is one setup a database.
    await env.AUTHORITY.prepare("UPDATE approver_key SET org = 'org_other' WHERE key_id = ?").bind(key.keyId).run();
    expect((await keys()).map((k) => k.keyId)).toEqual([pending.keyId]);
    const body = await vouchBy(key, { user: admin.user, subject: `key:${pending.keyId}` });
    expect(codeOf(await vouch(pending.keyId, body))).toBe('forbidden');
    expect(
      codeOf(await linkFor({ user: admin.user, vouch: await vouchBy(key, { user: admin.user, subject: nonce() }) })),
    ).toBe('forbidden');
    expect(codeOf(await gate.directory.revokeApproverKey({ v: 1, caller: admin, keyId: key.keyId }))).toBe('not_found');
  });
});
