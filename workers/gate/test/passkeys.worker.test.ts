import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { MINUTE_MS } from '../../../src/kit/clock.ts';
import { ORIGIN, SoftPasskey, type Faults } from './authenticator.ts';
import { beginEnrol, beginSignIn, enrolPasskey, finishEnrol, finishSignIn, known, passkeyOf } from './sign-in-world.ts';
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
const session = async () => (await sessionOf(user)).principal;
const ELSEWHERE = 'https://vedette.test.evil.example';

/** Everything that makes an answer one that nobody asked for. */
const FAULTS: [string, Faults][] = [
  ['at another origin', { origin: ELSEWHERE }],
  ['at another origin that the gate knows', { origin: 'http://localhost:8787' }],
  ['for another site (rpId)', { rpId: 'evil.example' }],
  ['for another site that the gate knows', { rpId: 'localhost' }],
  ['without verifying the person', { userVerified: false }],
  ['without the person present', { userPresent: false }],
  ["in a frame on somebody else's page", { crossOrigin: true }],
  ['to another challenge', { challenge: 'A'.repeat(43) }],
];

describe('a passkey is enrolled', () => {
  it.each(['ES256', 'EdDSA'] as const)('and then signs its person in at level 2 (%s)', async (algorithm) => {
    const passkey = await passkeyOf(user, { algorithm });
    later(1_000);
    const issued = must(await finishSignIn(await beginSignIn(), passkey));
    expect(issued.principal).toMatchObject({ org: user.org, user: user.user, role: 'analyst' });
    expect(issued.session).toMatchObject({ method: 'passkey', level: 2, client });
    expect((await known(issued.token))!.principal).toEqual(issued.principal);
    const own = must(await gate.me.passkeys({ v: 1, caller: issued.principal })).passkeys;
    expect(own).toMatchObject([{ name: 'phone', credential: passkey.id, approver: null, lastUsedAt: Date.now() }]);
    expect(await ledgerTypes()).toContain('passkey.enrolled');
  });
  it('with options that ask for a discoverable one that verifies its person, and not for one enrolled before', async () => {
    const caller = await session();
    const passkey = await enrolPasskey(caller);
    expect((await beginEnrol(caller)).options).toMatchObject({
      rp: { id: 'vedette.test' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: passkey.id, transports: ['internal'] }],
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
      attestation: 'none',
    });
  });
  it.each([...FAULTS, ['as an assertion', { type: 'webauthn.get' }]] as [string, Faults][])(
    'not when made %s',
    async (_, fault) => {
      const caller = await session();
      const refused = await finishEnrol(caller, await beginEnrol(caller), await SoftPasskey.make(), fault);
      expect(codeOf(refused)).toBe('forbidden');
      expect(must(await gate.me.passkeys({ v: 1, caller })).passkeys).toEqual([]);
    },
  );
  it('not under the credential id of another', async () => {
    const caller = await session();
    const victim = await passkeyOf(admin);
    const refused = await finishEnrol(caller, await beginEnrol(caller), await SoftPasskey.make(), {
      credential: victim.id,
    });
    expect(codeOf(refused)).toBe('forbidden');
  });
  it('not with an attestation that nobody asked for: its certificates would name addresses to fetch', async () => {
    const caller = await session();
    for (const forged of [
      { fmt: 'packed', attStmt: new Map<string, unknown>([['x5c', [new Uint8Array(4)]]]) },
      { fmt: 'android-safetynet', attStmt: new Map<string, unknown>([['ver', '1']]) },
    ]) {
      const asked = await beginEnrol(caller);
      const response = await (await SoftPasskey.make()).register(asked.options, forged);
      const refused = await gate.me.enrolPasskeyFinish({
        v: 1,
        caller,
        origin: ORIGIN,
        ceremony: asked.ceremony,
        name: 'x',
        response,
      });
      expect(JSON.stringify(refused)).toContain('attestation that nobody asked for');
    }
  });
  it('once a ceremony, within five minutes, by the person who began it', async () => {
    const caller = await session();
    const asked = await beginEnrol(caller);
    const other = await sessionOf(admin);
    expect(codeOf(await finishEnrol(other.principal, asked, await SoftPasskey.make()))).toBe('gone');
    expect(codeOf(await finishEnrol(caller, asked, await SoftPasskey.make()))).toBe('ok');
    expect(codeOf(await finishEnrol(caller, asked, await SoftPasskey.make()))).toBe('gone');
    const slow = await beginEnrol(caller);
    later(5 * MINUTE_MS);
    expect(codeOf(await finishEnrol(caller, slow, await SoftPasskey.make()))).toBe('gone');
  });
  it('not with a challenge that was given for signing in', async () => {
    const caller = await session();
    const passkey = await SoftPasskey.make();
    const asked = await beginSignIn();
    const response = await passkey.register({ ...(asked.options as object), user: { id: 'x' } });
    const answer = await gate.me.enrolPasskeyFinish({
      v: 1,
      caller,
      origin: ORIGIN,
      ceremony: asked.ceremony,
      name: 'x',
      response,
    });
    expect(codeOf(answer)).toBe('gone');
  });
  it('ten times at most, even when many are brought at once', async () => {
    const caller = await session();
    const asked = await Promise.all(Array.from({ length: 12 }, () => beginEnrol(caller)));
    const codes = await Promise.all(
      asked.map(async (a) => codeOf(await finishEnrol(caller, a, await SoftPasskey.make()))),
    );
    expect(codes.filter((c) => c === 'ok')).toHaveLength(10);
    expect(codes.filter((c) => c === 'conflict')).toHaveLength(2);
    expect(codeOf(await gate.me.enrolPasskeyBegin({ v: 1, caller, origin: ORIGIN }))).toBe('conflict');
  });
  it('by a session alone: an API key makes none', async () => {
    expect(codeOf(await gate.me.enrolPasskeyBegin({ v: 1, caller: user, origin: ORIGIN }))).toBe('forbidden');
  });
  it('at no address that the gate does not know, and says what to set', async () => {
    const caller = await session();
    const refused = await gate.me.enrolPasskeyBegin({ v: 1, caller, origin: ELSEWHERE });
    expect(JSON.stringify(refused)).toContain('CONSOLE_ORIGINS');
    expect(codeOf(await gate.signIn.passkeyBegin({ v: 1, origin: ELSEWHERE }))).toBe('forbidden');
  });
});

describe('a sign-in by passkey is refused', () => {
  it.each([...FAULTS, ['as an enrolment', { type: 'webauthn.create' }]] as [string, Faults][])(
    'when made %s',
    async (_, fault) => {
      const passkey = await passkeyOf(user);
      expect(codeOf(await finishSignIn(await beginSignIn(), passkey, fault))).toBe('forbidden');
    },
  );
  it('when it is replayed', async () => {
    const passkey = await passkeyOf(user);
    const asked = await beginSignIn();
    const response = await passkey.answer(asked.options);
    const bring = () => gate.signIn.passkeyFinish({ v: 1, origin: ORIGIN, ceremony: asked.ceremony, response, client });
    const codes = await Promise.all([bring(), bring(), bring()].map(async (r) => codeOf(await r)));
    expect(codes.toSorted()).toEqual(['gone', 'gone', 'ok']);
  });
  it('when its ceremony is over, or was begun at another address', async () => {
    const passkey = await passkeyOf(user);
    const slow = await beginSignIn();
    later(5 * MINUTE_MS);
    expect(codeOf(await finishSignIn(slow, passkey))).toBe('gone');
    const elsewhere = 'http://localhost:8787';
    const moved = await finishSignIn(await beginSignIn(), passkey, { origin: elsewhere }, elsewhere);
    expect(codeOf(moved)).toBe('gone');
  });
  it('when the passkey is nobody’s, revoked, of a disabled person or names another person', async () => {
    const passkey = await passkeyOf(user);
    const stranger = await SoftPasskey.make();
    stranger.userHandle = passkey.userHandle;
    const attempt = async (p: SoftPasskey, f: Faults = {}) => codeOf(await finishSignIn(await beginSignIn(), p, f));
    expect(await attempt(stranger)).toBe('unauthenticated');
    const victim = await passkeyOf(admin);
    expect(await attempt(passkey, { userHandle: victim.userHandle })).toBe('unauthenticated');
    expect(await attempt(passkey, { userHandle: null })).toBe('unauthenticated');
    await env.AUTHORITY.prepare('UPDATE "user" SET disabled_at = 1 WHERE id = ?').bind(user.user).run();
    expect(await attempt(passkey)).toBe('unauthenticated');
  });
  it('when another key signs for a credential', async () => {
    const victim = await passkeyOf(admin);
    const attacker = await SoftPasskey.make();
    attacker.userHandle = victim.userHandle;
    expect(codeOf(await finishSignIn(await beginSignIn(), attacker, { credential: victim.id }))).toBe('forbidden');
  });
  it('when the passkey was revoked, which leaves sessions as they are', async () => {
    const caller = await session();
    const passkey = await enrolPasskey(caller);
    const [own] = must(await gate.me.passkeys({ v: 1, caller })).passkeys;
    expect(codeOf(await gate.me.revokePasskey({ v: 1, caller: admin, id: own!.id }))).toBe('not_found');
    must(await gate.me.revokePasskey({ v: 1, caller, id: own!.id }));
    expect(codeOf(await finishSignIn(await beginSignIn(), passkey))).toBe('unauthenticated');
    expect(must(await gate.me.passkeys({ v: 1, caller })).passkeys).toEqual([]);
  });
});

describe('the counter of a passkey', () => {
  it('that goes up is kept', async () => {
    const passkey = await passkeyOf(user, { counting: true });
    for (let i = 0; i < 3; i++) must(await finishSignIn(await beginSignIn(), passkey));
    expect(await env.AUTHORITY.prepare('SELECT counter FROM passkey').first('counter')).toBe(passkey.counter);
  });
  it.each([0, 1, 2])('that stands or goes back (%i after 2) refuses, with a ledger entry', async (counter) => {
    const passkey = await passkeyOf(user, { counting: true });
    must(await finishSignIn(await beginSignIn(), passkey));
    const before = (await ledgerTypes()).filter((t) => t === 'passkey.counter_regressed').length;
    expect(codeOf(await finishSignIn(await beginSignIn(), passkey, { counter }))).toBe('forbidden');
    expect((await ledgerTypes()).filter((t) => t === 'passkey.counter_regressed')).toHaveLength(before + 1);
  });
  it('in an answer that is not signed by the passkey accuses nobody', async () => {
    const victim = await passkeyOf(user, { counting: true });
    must(await finishSignIn(await beginSignIn(), victim));
    const attacker = await SoftPasskey.make();
    attacker.userHandle = victim.userHandle;
    const before = (await ledgerTypes()).filter((t) => t === 'passkey.counter_regressed').length;
    const forged = { credential: victim.id, counter: 0 };
    expect(codeOf(await finishSignIn(await beginSignIn(), attacker, forged))).toBe('forbidden');
    expect((await ledgerTypes()).filter((t) => t === 'passkey.counter_regressed')).toHaveLength(before);
  });
});

describe('the second factor', () => {
  const begin = async (caller: Principal) => must(await gate.me.secondFactorBegin({ v: 1, caller, origin: ORIGIN }));
  const finish = async (
    caller: Principal,
    asked: { ceremony: string; options: unknown },
    passkey: SoftPasskey,
    f: Faults = {},
  ) => {
    const response = await passkey.answer(asked.options, f);
    return gate.me.secondFactorFinish({ v: 1, caller, origin: ORIGIN, ceremony: asked.ceremony, response });
  };

  it('raises the session to level 2 under a new token; the one before is good for nothing', async () => {
    const passkey = await passkeyOf(user);
    const low = await sessionOf(user);
    expect(low.session.level).toBe(1);
    const asked = await begin(low.principal);
    expect(asked.options).toMatchObject({ allowCredentials: [{ id: passkey.id }], userVerification: 'required' });
    const high = must(await finish(low.principal, asked, passkey));
    expect(high.session).toMatchObject({ id: low.session.id, level: 2 });
    expect(await known(low.token)).toBeNull();
    expect((await known(high.token))!.session.level).toBe(2);
    expect(codeOf(await gate.me.passkeys({ v: 1, caller: high.principal }))).toBe('ok');
    expect(codeOf(await gate.me.secondFactorBegin({ v: 1, caller: high.principal, origin: ORIGIN }))).toBe(
      'unprocessable',
    );
  });
  it.each(FAULTS)('made %s raises nothing', async (_, fault) => {
    const passkey = await passkeyOf(user);
    const low = await sessionOf(user);
    expect(codeOf(await finish(low.principal, await begin(low.principal), passkey, fault))).toBe('forbidden');
    expect((await known(low.token))!.session.level).toBe(1);
  });
  it("by somebody else's passkey, or to somebody else's ceremony, raises nothing", async () => {
    const passkey = await passkeyOf(user);
    const theirs = await passkeyOf(admin);
    const low = await sessionOf(user);
    expect(codeOf(await finish(low.principal, await begin(low.principal), theirs))).toBe('forbidden');
    const other = await sessionOf(admin);
    expect(codeOf(await finish(low.principal, await begin(other.principal), passkey))).toBe('gone');
    expect(codeOf(await finish(low.principal, await beginSignIn(), passkey))).toBe('gone');
    expect((await known(low.token))!.session.level).toBe(1);
  });
});
