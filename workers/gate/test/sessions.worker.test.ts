import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kit/clock.ts';
import { known, passkeyOf } from './sign-in-world.ts';
import { addUser, client, codeOf, env, freshDatabase, gate, ledgerTypes, must, sessionOf, setUp } from './world.ts';

let admin: Principal;
let user: Principal;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await freshDatabase();
  admin = await setUp();
  user = await addUser(admin, 'analyst', 'ann');
});
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const link = async (caller: Principal, body: unknown) =>
  must(await gate.directory.createSignInLink({ v: 1, caller, body }));
const redeem = (token: string) => gate.signIn.redeemLink({ v: 1, token, client });
const stored = async (): Promise<string> => {
  const tables = ['session', 'sign_in_link', 'journal'];
  const rows = await env.AUTHORITY.batch(tables.map((t) => env.AUTHORITY.prepare(`SELECT * FROM ${t}`)));
  return JSON.stringify(rows.map((r) => r.results)) + JSON.stringify(await env.LEDGER.entries());
};

describe('a one-time link', () => {
  it('begins a session of its user, and is spent by it', async () => {
    const { token } = await link(admin, { user: user.user });
    const issued = must(await redeem(token));
    expect(issued.principal).toMatchObject({ user: user.user, role: 'analyst', key: issued.session.id });
    expect(issued.session).toMatchObject({ method: 'link', level: 2, client });
    expect(codeOf(await redeem(token))).toBe('unauthenticated');
  });
  it('brought many times at once is good once', async () => {
    const { token } = await link(admin, { user: user.user });
    const codes = await Promise.all([1, 2, 3, 4, 5].map(async () => codeOf(await redeem(token))));
    expect(codes.filter((c) => c === 'ok')).toHaveLength(1);
    expect(must(await gate.me.sessions({ v: 1, caller: user })).sessions).toHaveLength(1);
  });
  it('fails in the same words whether it is wrong, used, over, or of somebody disabled', async () => {
    const used = await link(admin, { user: user.user });
    must(await redeem(used.token));
    const over = await link(admin, { user: user.user });
    later(15 * MINUTE_MS);
    const disabled = await link(admin, { user: user.user });
    await env.AUTHORITY.prepare('UPDATE "user" SET disabled_at = 1 WHERE id = ?').bind(user.user).run();
    const answers = [];
    for (const token of [used.token, over.token, disabled.token, 'A'.repeat(43), 'nonsense', ''])
      answers.push(await redeem(token));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect(codeOf(answers[0]!)).toBe('unauthenticated');
  });
  it('is made by an admin for anybody, by others for themselves alone', async () => {
    const make = (caller: Principal, id: string) =>
      gate.directory.createSignInLink({ v: 1, caller, body: { user: id } });
    expect(codeOf(await make(user, user.user))).toBe('ok');
    expect(codeOf(await make(user, admin.user))).toBe('forbidden');
    expect(codeOf(await make(admin, 'usr_nobody'))).toBe('not_found');
  });
  it('leaves its token and that of the session in no table and no ledger entry', async () => {
    const { token } = await link(admin, { user: user.user });
    const issued = must(await redeem(token));
    const all = await stored();
    expect(all).not.toContain(token);
    expect(all).not.toContain(issued.token);
    expect(await ledgerTypes()).toEqual(expect.arrayContaining(['sign_in_link.created', 'session.started']));
  });
});

describe('a session', () => {
  it('is known by its token, and acts with the role that its user has now', async () => {
    const { token, principal } = await sessionOf(user);
    expect((await known(token))!.principal).toEqual(principal);
    expect(codeOf(await gate.directory.createSignInLink({ v: 1, caller: principal, body: { user: admin.user } }))).toBe(
      'forbidden',
    );
    await env.AUTHORITY.prepare('UPDATE "user" SET role = \'admin\' WHERE id = ?').bind(user.user).run();
    expect((await known(token))!.principal.role).toBe('admin');
    expect(codeOf(await gate.directory.createSignInLink({ v: 1, caller: principal, body: { user: admin.user } }))).toBe(
      'ok',
    );
  });
  it('is nobody for a token that is none', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), 'A'.repeat(500)]) expect(await known(token)).toBeNull();
  });
  it('of a disabled user ends at once, for token and calls', async () => {
    const { token, principal } = await sessionOf(user);
    await env.AUTHORITY.prepare('UPDATE "user" SET disabled_at = 1 WHERE id = ?').bind(user.user).run();
    expect(await known(token)).toBeNull();
    expect(codeOf(await gate.me.passkeys({ v: 1, caller: principal }))).toBe('unauthenticated');
  });
  it('is not believed with the ids of another user or organisation', async () => {
    const { principal } = await sessionOf(user);
    for (const claim of [{ user: admin.user }, { org: 'org_other' }, { key: 'ses_other' }])
      expect(codeOf(await gate.me.sessions({ v: 1, caller: { ...principal, ...claim } }))).toBe('unauthenticated');
  });
  it('ends after eight hours without use', async () => {
    const { token, principal } = await sessionOf(user);
    later(8 * HOUR_MS);
    expect(await known(token)).toBeNull();
    expect(codeOf(await gate.me.passkeys({ v: 1, caller: principal }))).toBe('unauthenticated');
  });
  it('ends after twenty-four hours however busy', async () => {
    let { token } = await sessionOf(user);
    for (let hour = 1; hour < 24; hour++) {
      later(HOUR_MS);
      token = (await known(token))!.rotated!;
    }
    later(HOUR_MS);
    expect(await known(token)).toBeNull();
  });
  it('that nobody uses is not kept alive by its sockets', async () => {
    const { token } = await sessionOf(user);
    const reopened = () => gate.identity.session({ v: 1, token, client, keepToken: true });
    for (let hour = 1; hour < 8; hour++) {
      later(HOUR_MS);
      expect(await reopened()).not.toBeNull();
    }
    later(HOUR_MS);
    expect(await reopened()).toBeNull();
  });
  it('writes its last use once a minute, not at every request', async () => {
    const { token } = await sessionOf(user);
    const seen = async () => (await env.AUTHORITY.prepare('SELECT last_seen_at FROM session').first('last_seen_at'))!;
    const first = await seen();
    later(59 * SECOND_MS);
    await known(token);
    expect(await seen()).toBe(first);
    later(SECOND_MS);
    await known(token);
    expect(await seen()).toBe(Date.now());
  });
});

describe('a token', () => {
  it('is replaced after a quarter of an hour; the one before is good for a minute more', async () => {
    const { token } = await sessionOf(user);
    later(15 * MINUTE_MS - 1);
    expect((await known(token))!.rotated).toBeUndefined();
    later(1);
    const { rotated } = (await known(token))!;
    expect(rotated).toMatch(/^[\w-]{43}$/);
    later(60 * SECOND_MS - 1);
    expect(await known(token)).toMatchObject({ principal: { user: user.user } });
    expect((await known(token))!.rotated).toBeUndefined();
    expect(await known(rotated!)).not.toBeNull();
  });
  it('that is due is kept where the answer could not bring another, and replaced at the next call', async () => {
    const { token } = await sessionOf(user);
    later(15 * MINUTE_MS);
    const kept = await gate.identity.session({ v: 1, token, client, keepToken: true });
    expect(kept).toMatchObject({ principal: { user: user.user } });
    expect(kept!.rotated).toBeUndefined();
    later(2 * MINUTE_MS);
    expect((await known(token))!.rotated).toMatch(/^[\w-]{43}$/);
    later(2 * MINUTE_MS);
    expect(await gate.identity.session({ v: 1, token, client, keepToken: true })).toBeNull();
    expect(await ledgerTypes()).toContain('session.token_reused');
  });
  it('used after it was replaced ends the session, in both hands, with a ledger entry', async () => {
    const { token, session } = await sessionOf(user);
    later(15 * MINUTE_MS);
    const { rotated } = (await known(token))!;
    later(60 * SECOND_MS);
    expect(await known(token)).toBeNull();
    expect(await known(rotated!)).toBeNull();
    const told = (await env.LEDGER.entries()).filter((e) => e.type === 'session.token_reused');
    expect(told.filter((e) => e.body['session'] === session.id)).toHaveLength(1);
  });
  it('is replaced once when many requests bring it at once, and none of them is sent away', async () => {
    const { token } = await sessionOf(user);
    later(15 * MINUTE_MS);
    const answers = await Promise.all([1, 2, 3, 4].map(() => known(token)));
    expect(answers.filter((a) => a === null)).toEqual([]);
    expect(answers.filter((a) => a!.rotated !== undefined)).toHaveLength(1);
  });
});

describe('who signs out', () => {
  it('is nobody at once', async () => {
    const { token, principal } = await sessionOf(user);
    must(await gate.me.signOut({ v: 1, caller: principal }));
    expect(await known(token)).toBeNull();
    expect(codeOf(await gate.me.signOut({ v: 1, caller: principal }))).toBe('unauthenticated');
    expect(await ledgerTypes()).toContain('session.ended');
  });
  it('ends sessions of their own, not of others; an admin ends any', async () => {
    const mine = await sessionOf(user);
    const other = await addUser(admin, 'approver', 'bob');
    const caller = other;
    expect(codeOf(await gate.me.revokeSession({ v: 1, caller, id: mine.session.id }))).toBe('not_found');
    expect(await known(mine.token)).not.toBeNull();
    must(await gate.me.revokeSession({ v: 1, caller: admin, id: mine.session.id }));
    expect(await known(mine.token)).toBeNull();
    const again = await sessionOf(user);
    must(await gate.me.revokeSession({ v: 1, caller: again.principal, id: again.session.id }));
    expect(await known(again.token)).toBeNull();
  });
  it('as an API key is told to revoke it instead', async () => {
    expect(codeOf(await gate.me.signOut({ v: 1, caller: user }))).toBe('unprocessable');
  });
});

describe('a session that owes its second factor', () => {
  it('may sign out and see sessions, and nothing else', async () => {
    await passkeyOf(user);
    const { principal, session, token } = await sessionOf(user);
    expect(session.level).toBe(1);
    const caller = principal;
    const origin = 'https://vedette.test';
    expect((await known(token))!.session.level).toBe(1);
    expect(must(await gate.me.sessions({ v: 1, caller })).sessions).toHaveLength(2);
    const refused = await Promise.all([
      gate.me.passkeys({ v: 1, caller }),
      gate.me.enrolPasskeyBegin({ v: 1, caller, origin }),
      gate.me.revokeSession({ v: 1, caller, id: session.id }),
      gate.directory.createSignInLink({ v: 1, caller, body: { user: user.user } }),
      gate.directory.approverKeys({ v: 1, caller }),
      gate.approvals.pending({ v: 1, caller }),
      gate.admin.listSources({ v: 1, caller }),
    ]);
    expect(refused.map((r) => codeOf(r))).toEqual(refused.map(() => 'forbidden'));
    expect(codeOf(await gate.me.signOut({ v: 1, caller }))).toBe('ok');
  });
});
