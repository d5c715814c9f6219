import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/kit/clock.ts';
import { addUser, client, codeOf, env, freshDatabase, gate, ledgerTypes, must, sessionOf, setUp } from './world.ts';

/** The middle of a time step, so that a test never straddles two. */
const NOON = Date.UTC(2026, 10, 21, 12, 0, 15);
const STEP_MS = 30 * SECOND_MS;
let admin: Principal;
let ann: Principal;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  await freshDatabase();
  admin = await setUp();
  ann = await addUser(admin, 'analyst', 'ann');
});
afterEach(() => void vi.useRealTimers());

const codeAt = (secret: string, at = Date.now()): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: at });
const wrongFor = (secret: string): string => {
  const good = [-1, 0, 1].map((n) => codeAt(secret, Date.now() + n * STEP_MS));
  return ['000000', '111111', '222222', '333333'].find((c) => !good.includes(c))!;
};
const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
const show = (caller: Principal, code: string) => gate.me.oneTimeCode({ v: 1, caller, code });

/** Codes of a user, turned on in a session of theirs; time goes on a step, so that the next code is another. */
async function turnOn(user = ann): Promise<{ secret: string; session: Principal }> {
  const { principal: session } = await sessionOf(user);
  const { secret } = must(await gate.me.oneTimeCodesBegin({ v: 1, caller: session }));
  must(await gate.me.oneTimeCodesConfirm({ v: 1, caller: session, code: codeAt(secret) }));
  later(STEP_MS);
  return { secret, session };
}

describe('turning one-time codes on and off', () => {
  it('a secret counts once its first code was shown; the next session owes one', async () => {
    const { principal: session } = await sessionOf(ann);
    const { uri, secret } = must(await gate.me.oneTimeCodesBegin({ v: 1, caller: session }));
    expect(uri).toMatch(/^otpauth:\/\/totp\/Vedette:ann%40example\.com\?/);
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect((await sessionOf(ann)).session.level).toBe(2);
    expect(codeOf(await gate.me.oneTimeCodesConfirm({ v: 1, caller: session, code: wrongFor(secret) }))).toBe(
      'forbidden',
    );
    must(await gate.me.oneTimeCodesConfirm({ v: 1, caller: session, code: codeAt(secret) }));
    expect((await sessionOf(ann)).session.level).toBe(1);
    expect(await ledgerTypes()).toContain('one_time_codes.enabled');
  });
  it('the secret is kept sealed and told once', async () => {
    const { secret, session } = await turnOn();
    const rows = JSON.stringify([
      (await env.AUTHORITY.prepare('SELECT * FROM one_time_code').all()).results,
      await env.LEDGER.entries(),
    ]);
    expect(rows).not.toContain(secret);
    expect(codeOf(await gate.me.oneTimeCodesBegin({ v: 1, caller: session }))).toBe('conflict');
  });
  it('a secret sealed for one person does not open for another', async () => {
    const { secret } = await turnOn();
    const bob = await addUser(admin, 'analyst', 'bob');
    await env.AUTHORITY.prepare(
      'INSERT INTO one_time_code SELECT org, ?, secret, confirmed_at, 0, 0, NULL, created_at FROM one_time_code',
    )
      .bind(bob.user)
      .run();
    expect(codeOf(await show((await sessionOf(bob)).principal, codeAt(secret)))).toBe('unavailable');
  });
  it('removing them lets the next session in without, and is told', async () => {
    const { session } = await turnOn();
    must(await gate.me.oneTimeCodesRemove({ v: 1, caller: session }));
    must(await gate.me.oneTimeCodesRemove({ v: 1, caller: session }));
    expect((await sessionOf(ann)).session.level).toBe(2);
    expect((await ledgerTypes()).filter((t) => t === 'one_time_codes.removed').length).toBeGreaterThan(0);
  });
  it('a session that owes its second factor, or an API key, turns nothing on or off', async () => {
    const { secret } = await turnOn();
    const { principal: owing } = await sessionOf(ann);
    for (const caller of [owing, ann]) {
      expect(codeOf(await gate.me.oneTimeCodesBegin({ v: 1, caller }))).toBe('forbidden');
      expect(codeOf(await gate.me.oneTimeCodesConfirm({ v: 1, caller, code: codeAt(secret) }))).toBe('forbidden');
      expect(codeOf(await gate.me.oneTimeCodesRemove({ v: 1, caller }))).toBe('forbidden');
    }
  });
});

describe('showing a code', () => {
  it('raises a session that owes it, under a new token', async () => {
    const { secret } = await turnOn();
    const first = await sessionOf(ann);
    const raised = must(await show(first.principal, codeAt(secret)));
    expect(raised).toMatchObject({ session: { id: first.session.id, level: 2 }, principal: { user: ann.user } });
    expect(await gate.identity.session({ v: 1, token: first.token, client })).toBeNull();
    expect(await gate.identity.session({ v: 1, token: raised.token, client })).toMatchObject({ session: { level: 2 } });
  });
  it.each([
    [-2, 'forbidden'],
    [-1, 'ok'],
    [0, 'ok'],
    [1, 'ok'],
    [2, 'forbidden'],
  ])('a clock that is %d steps off: %s', async (steps, code) => {
    const { secret } = await turnOn();
    later(10 * STEP_MS);
    const { principal } = await sessionOf(ann);
    expect(codeOf(await show(principal, codeAt(secret, Date.now() + steps * STEP_MS)))).toBe(code);
  });
  it('as apps show it, in two groups', async () => {
    const { secret } = await turnOn();
    const code = codeAt(secret);
    expect(codeOf(await show((await sessionOf(ann)).principal, ` ${code.slice(0, 3)} ${code.slice(3)}`))).toBe('ok');
  });
  it('a code is good once, and so is none from before it', async () => {
    const { secret } = await turnOn();
    const [one, two, three] = [await sessionOf(ann), await sessionOf(ann), await sessionOf(ann)];
    must(await show(one.principal, codeAt(secret)));
    expect(codeOf(await show(two.principal, codeAt(secret)))).toBe('forbidden');
    expect(codeOf(await show(two.principal, codeAt(secret, Date.now() - STEP_MS)))).toBe('forbidden');
    must(await show(three.principal, codeAt(secret, Date.now() + STEP_MS)));
  });
  it('the code that turned them on is spent', async () => {
    const { secret } = await turnOn();
    later(-STEP_MS);
    expect(codeOf(await show((await sessionOf(ann)).principal, codeAt(secret)))).toBe('forbidden');
  });
  it('of many sessions that show one code at once, one is raised', async () => {
    const { secret } = await turnOn();
    const sessions = await Promise.all([1, 2, 3, 4].map(() => sessionOf(ann)));
    const codes = await Promise.all(sessions.map(async (s) => codeOf(await show(s.principal, codeAt(secret)))));
    expect(codes.filter((c) => c === 'ok')).toHaveLength(1);
  });
  it('somebody without codes, an API key, and a session that owes nothing have none to show', async () => {
    const bob = await addUser(admin, 'analyst', 'bob');
    const { secret, session } = await turnOn();
    expect(codeOf(await show((await sessionOf(bob)).principal, '123456'))).toBe('conflict');
    expect(codeOf(await show(ann, codeAt(secret)))).toBe('conflict');
    expect(codeOf(await show(session, codeAt(secret)))).toBe('conflict');
  });
  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', null, 123456])(
    '%j is no code and costs no attempt',
    async (code) => {
      await turnOn();
      const { principal } = await sessionOf(ann);
      expect(codeOf(await show(principal, code as string))).toBe('malformed');
      expect(await env.AUTHORITY.prepare('SELECT failures FROM one_time_code').first()).toEqual({ failures: 0 });
    },
  );
});

describe('five wrong codes', () => {
  const guess = async (session: Principal, secret: string, times: number): Promise<string[]> => {
    const codes: string[] = [];
    for (let i = 0; i < times; i++) codes.push(codeOf(await show(session, wrongFor(secret))));
    return codes;
  };
  it('lock for a quarter of an hour, the right one too, and the ledger is told', async () => {
    const { secret } = await turnOn();
    const { principal } = await sessionOf(ann);
    expect(await guess(principal, secret, 5)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden', 'too_fast']);
    expect(await show(principal, codeAt(secret))).toMatchObject({
      ok: false,
      error: { code: 'too_fast', retryAfterSeconds: 900 },
    });
    expect((await ledgerTypes()).filter((t) => t === 'one_time_codes.locked').length).toBeGreaterThan(0);
    later(15 * MINUTE_MS - SECOND_MS);
    expect(codeOf(await show(principal, codeAt(secret)))).toBe('too_fast');
    later(SECOND_MS);
    expect(codeOf(await show(principal, codeAt(secret)))).toBe('ok');
  });
  it('may be made in other sessions: the count is the person’s', async () => {
    const { secret } = await turnOn();
    for (let i = 0; i < 5; i++) await guess((await sessionOf(ann)).principal, secret, 1);
    expect(codeOf(await show((await sessionOf(ann)).principal, codeAt(secret)))).toBe('too_fast');
  });
  it('made at once are five all the same', async () => {
    const { secret } = await turnOn();
    const { principal } = await sessionOf(ann);
    const codes = await Promise.all(
      Array.from({ length: 20 }, async () => codeOf(await show(principal, wrongFor(secret)))),
    );
    expect(codes.filter((c) => c === 'forbidden')).toHaveLength(4);
    expect(codes.filter((c) => c === 'too_fast')).toHaveLength(16);
  });
  it('a right code ends the count; a lock that is over begins it anew', async () => {
    const { secret } = await turnOn();
    const { principal: first } = await sessionOf(ann);
    await guess(first, secret, 4);
    must(await show(first, codeAt(secret)));
    const { principal: second } = await sessionOf(ann);
    expect(await guess(second, secret, 5)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden', 'too_fast']);
    later(15 * MINUTE_MS);
    expect(await guess(second, secret, 5)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden', 'too_fast']);
  });
  it('lock one person, nobody else', async () => {
    const bob = await addUser(admin, 'analyst', 'bob');
    const mine = await turnOn();
    const theirs = await turnOn(bob);
    await guess((await sessionOf(ann)).principal, mine.secret, 5);
    expect(codeOf(await show((await sessionOf(bob)).principal, codeAt(theirs.secret)))).toBe('ok');
  });
});
