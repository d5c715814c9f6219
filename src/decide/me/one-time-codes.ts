import * as z from 'zod';
import type { IssuedSession } from '../../contracts/sign-in.ts';
import { SECOND_MS } from '../../kit/clock.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { isSession, requireCaller, requireCallerOfAnyLevel, type Caller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, flushJournal, ORG_CHAIN } from '../record.ts';
import { raiseSession } from '../sign-in/issue-session.ts';
import { ATTEMPTS, LOCK_MS, newTotpSecret, stepOf, totpUri } from './totp.ts';

/** Apps show a code as two groups of three; people type the gap. */
const Code = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^[0-9]{6}$/, 'a code is six digits'));

type Call = { readonly caller: unknown };
type CodeCall = Call & { readonly code: unknown };

const placeOf = (c: Caller) => ({ org: c.org, table: 'one_time_code' as const, id: c.user });
const WRONG = failure('forbidden', 'the code is wrong, over or used before: wait for the next one', { field: '/code' });
const NONE = failure('conflict', 'there are no one-time codes of yours: begin with them first');

/** A browser session that may do all its user may: an API key that leaked neither makes nor removes a second factor. */
async function ownSession(deps: GateDeps, claimed: unknown): Promise<Result<Caller, Failure>> {
  const caller = await requireCaller(deps, claimed, 'viewer');
  if (caller.ok && !isSession(caller.value.key))
    return err(failure('forbidden', 'an API key has no second factor: sign in to the console'));
  return caller;
}

/** A new secret, answered once; it counts after {@link oneTimeCodesConfirm}. Errors: `forbidden`, `conflict` (codes are on already). */
export async function oneTimeCodesBegin(
  deps: GateDeps,
  req: Call,
): Promise<Result<{ uri: string; secret: string }, Failure>> {
  const caller = await ownSession(deps, req.caller);
  if (!caller.ok) return caller;
  const { org, user, name } = caller.value;
  const secret = newTotpSecret();
  const sealed = await (await deps.envelope()).seal(placeOf(caller.value), secret);
  const [begun] = await deps.store.commit([
    deps.store.oneTimeCodes.begin(org, { user, secret: sealed, createdAt: deps.now() }),
  ]);
  if (begun === 0) return err(failure('conflict', 'you have one-time codes: remove them before you begin anew'));
  const label = (await deps.store.people.user(org, user))?.email ?? name;
  return ok({ uri: totpUri(secret, label), secret });
}

/** Turns one-time codes on, by a first right code. Errors: as {@link spendCode}. */
export async function oneTimeCodesConfirm(deps: GateDeps, req: CodeCall): Promise<Result<{ enabled: true }, Failure>> {
  const caller = await ownSession(deps, req.caller);
  if (!caller.ok) return caller;
  const spent = await spendCode(deps, caller.value, req.code, 'confirm');
  return spent.ok ? ok({ enabled: true }) : spent;
}

/** Shows the second factor of a session that owes it. Errors: as {@link spendCode}; `conflict` where nothing is owed. */
export async function oneTimeCode(deps: GateDeps, req: CodeCall): Promise<Result<IssuedSession, Failure>> {
  const caller = await requireCallerOfAnyLevel(deps, req.caller);
  if (!caller.ok) return caller;
  if (!isSession(caller.value.key) || caller.value.level === 2)
    return err(failure('conflict', 'no second factor is owed here'));
  const spent = await spendCode(deps, caller.value, req.code, 'show');
  return spent.ok ? raiseSession(deps, caller.value.key) : spent;
}

/** Turns one-time codes off and forgets their secret. Doing it again changes nothing. */
export async function oneTimeCodesRemove(deps: GateDeps, req: Call): Promise<Result<{ enabled: false }, Failure>> {
  const caller = await ownSession(deps, req.caller);
  if (!caller.ok) return caller;
  const { org, user, actor } = caller.value;
  const row = await deps.store.oneTimeCodes.find(org, user);
  if (!row) return ok({ enabled: false });
  const remove = deps.store.oneTimeCodes.remove(org, user);
  if (row.confirmedAt === null) await deps.store.commit([remove]);
  else
    await commitWithEntry(
      deps,
      org,
      [remove],
      [
        entry(org, {
          chain: ORG_CHAIN,
          type: 'one_time_codes.removed',
          actor,
          at: deps.now(),
          once: [user, String(row.confirmedAt)],
          body: { user },
        }),
      ],
    );
  return ok({ enabled: false });
}

/**
 * Spends a code. Each attempt is paid for before it is looked at, so that many at once find no more than one after the other;
 * each time step is good once. Errors: `malformed`, `conflict` (no codes, or confirmed before), `too_fast` (locked), `forbidden` (wrong).
 */
async function spendCode(
  deps: GateDeps,
  caller: Caller,
  brought: unknown,
  why: 'confirm' | 'show',
): Promise<Result<void, Failure>> {
  const code = parseInput(Code, brought);
  if (!code.ok) return err({ ...code.error, field: '/code' });
  const { org, user, actor } = caller;
  const { oneTimeCodes, journal } = deps.store;
  const now = deps.now();
  const found = await oneTimeCodes.find(org, user);
  if (!found || (why === 'show' && found.confirmedAt === null)) return err(NONE);
  if (why === 'confirm' && found.confirmedAt !== null) return err(failure('conflict', 'your one-time codes are on'));
  const row = await oneTimeCodes.attempt(org, user, { now, most: ATTEMPTS, lockMs: LOCK_MS });
  if (!row) return err(locked((found.lockedUntil ?? now + LOCK_MS) - now));
  const opened = await (await deps.envelope()).open(placeOf(caller), row.secret);
  if (!opened.ok)
    return err(failure('unavailable', 'the secret of your codes does not open: sign in by passkey and begin anew'));
  const step = stepOf(opened.value, code.value, now);
  if (step !== undefined) {
    const enabled = entry(org, {
      chain: ORG_CHAIN,
      type: 'one_time_codes.enabled',
      actor,
      at: now,
      once: [user, String(now)],
      body: { user },
    });
    const [spent] = await deps.store.commit([
      oneTimeCodes.spend(org, user, { step, secret: row.secret, ...(why === 'confirm' ? { confirmAt: now } : {}) }),
      ...(why === 'confirm' ? [journal.add(org, enabled, oneTimeCodes.ifConfirmed(org, user, now))] : []),
    ]);
    if (spent === 1) {
      if (why === 'confirm') await flushJournal(deps, org);
      return ok(undefined);
    }
  }
  if (row.lockedUntil === null) return err(WRONG);
  await commitWithEntry(
    deps,
    org,
    [],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'one_time_codes.locked',
        actor: 'worker:gate',
        at: now,
        once: [user, String(row.lockedUntil)],
        body: { user, until: row.lockedUntil, session: caller.key },
      }),
    ],
  );
  return err(locked(row.lockedUntil - now));
}

const locked = (leftMs: number): Failure =>
  failure('too_fast', `${ATTEMPTS} codes were wrong: none is taken for a while; use a passkey, or wait`, {
    retryAfterSeconds: Math.max(1, Math.ceil(leftMs / SECOND_MS)),
  });
