import { generateRegistrationOptions } from '@simplewebauthn/server';
import * as z from 'zod';
import { ROLE_RANK } from '../../contracts/access.ts';
import { Id } from '../../contracts/common.ts';
import type { PasskeyView } from '../../contracts/sign-in.ts';
import { utf8 } from '../../kit/bytes.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { isSession, requireCaller, type Caller } from '../caller.ts';
import { enrolledEntries, keyEntryBody, keyOfPasskey } from '../directory/enrolled.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { entry, flushJournal, ORG_CHAIN } from '../record.ts';
import { beginCeremony, CEREMONY_OVER, takeCeremony } from '../sign-in/ceremony.ts';
import { CEREMONY_MS, PASSKEYS_PER_USER } from '../sign-in/limits.ts';
import { relyingPartyAt } from '../sign-in/origins.ts';
import { readCarried } from '../sign-in/vouch.ts';
import { ALGORITHMS, RegistrationResponse, verifyRegistration, type NewPasskey } from '../sign-in/webauthn.ts';
import { passkeyView, transportsOf } from './passkey-view.ts';

const Finish = z.object({
  origin: z.string().max(300),
  ceremony: Id,
  name: z.string().trim().min(1).max(60),
  response: RegistrationResponse,
});

/** A browser session that may do all its user may: an API key that leaked makes no passkey of its own. */
async function enrolling(deps: GateDeps, claimed: unknown): Promise<Result<Caller, Failure>> {
  const caller = await requireCaller(deps, claimed, 'viewer');
  if (caller.ok && !isSession(caller.value.key))
    return err(failure('forbidden', 'an API key enrols no passkey: sign in to the console'));
  return caller;
}

const TOO_MANY = failure('conflict', `you have ${PASSKEYS_PER_USER} passkeys: revoke one that you do not use`);

/** Options for `navigator.credentials.create`: a discoverable passkey that verifies its person. Errors: `forbidden`, `conflict`. */
export async function enrolPasskeyBegin(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly origin: string },
): Promise<Result<{ ceremony: string; options: unknown }, Failure>> {
  const caller = await enrolling(deps, req.caller);
  if (!caller.ok) return caller;
  const party = relyingPartyAt(deps.consoleOrigins, req.origin);
  if (!party.ok) return party;
  const { rpId, origin } = party.value;
  const { org, user: id, name } = caller.value;
  const [own, user] = await Promise.all([deps.store.passkeys.ofUser(org, id), deps.store.people.user(org, id)]);
  if (own.length >= PASSKEYS_PER_USER) return err(TOO_MANY);
  const { ceremony, challenge } = await beginCeremony(deps, { purpose: 'enrol', origin, who: caller.value });
  const options = await generateRegistrationOptions({
    rpName: 'Vedette',
    rpID: rpId,
    userID: utf8(id),
    userName: user?.email ?? name,
    userDisplayName: name,
    challenge,
    timeout: CEREMONY_MS,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: own.map((p) => ({ id: p.credential, transports: transportsOf(p) })),
  });
  return ok({ ceremony, options });
}

/**
 * Keeps a new passkey. Of somebody who may approve it is an approver's key too: active if it is the organisation's first, or
 * if the session carries an approver's vouch (once); else pending until one vouches.
 * Errors: `gone` (ceremony), `forbidden` (not verified), `conflict` (known already, or too many).
 */
export async function enrolPasskeyFinish(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly [field: string]: unknown },
): Promise<Result<PasskeyView, Failure>> {
  const caller = await enrolling(deps, req.caller);
  if (!caller.ok) return caller;
  const parsed = parseInput(Finish, req);
  if (!parsed.ok) return parsed;
  const { name, response } = parsed.value;
  const party = relyingPartyAt(deps.consoleOrigins, parsed.value.origin);
  if (!party.ok) return party;
  const { origin } = party.value;
  const ceremony = await takeCeremony(deps, {
    id: parsed.value.ceremony,
    purpose: 'enrol',
    origin,
    who: caller.value,
  });
  if (!ceremony) return err(failure('gone', CEREMONY_OVER));
  const verified = await verifyRegistration({ response, challenge: ceremony.challenge, origin });
  if (!verified.ok) return verified;
  // Anybody's: a credential belongs to one person, in one organisation.
  if (await deps.store.doors.passkey(verified.value.credential))
    return err(failure('conflict', 'this passkey is enrolled already'));
  return keep(deps, caller.value, name, verified.value);
}

async function keep(
  deps: GateDeps,
  caller: Caller,
  name: string,
  made: NewPasskey,
): Promise<Result<PasskeyView, Failure>> {
  const { org, user, actor, key: session } = caller;
  const { store } = deps;
  const at = deps.now();
  const id = newId('psk', at);
  const { credential, publicKey } = made;
  const added = store.passkeys.ifAdded(org, id);
  const carried = readCarried((await store.sessions.withUser(org, session))?.session.vouch ?? null);
  const key = keyOfPasskey({ user, name, publicKey, credential }, { enrolledBy: actor, at });
  const mayApprove = ROLE_RANK[caller.role] >= ROLE_RANK.approver;
  const [kept] = await store.commit([
    store.passkeys.add(
      org,
      {
        id,
        user,
        name,
        credential,
        publicKey,
        counter: made.counter,
        transports: JSON.stringify(made.transports),
        backedUp: made.backedUp,
        createdAt: at,
      },
      PASSKEYS_PER_USER,
    ),
    store.journal.add(
      org,
      entry(org, {
        chain: ORG_CHAIN,
        type: 'passkey.enrolled',
        actor,
        at,
        once: [id],
        body: { passkey: id, user, name, credential, backedUp: made.backedUp },
      }),
      added,
    ),
    ...(mayApprove
      ? [
          store.approverKeys.enrol(org, key, carried && { session, ...carried }, added),
          store.sessions.spendVouch(org, session),
          ...enrolledEntries(store, org, { actor, at, body: keyEntryBody(key), voucher: carried }),
        ]
      : []),
  ]);
  if (kept === 0) return err(TOO_MANY);
  await flushJournal(deps, org);
  const row = await store.passkeys.find(org, id);
  if (!row) return err(failure('internal', 'the passkey was kept and is not there'));
  return ok(passkeyView(row, await store.people.approverKey(org, key.keyId)));
}
