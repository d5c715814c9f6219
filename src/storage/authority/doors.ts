import { and, eq, gt, inArray, isNull, lte } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { watchedSources } from './sources.ts';
import {
  apiKey,
  ceremony,
  identityProvider,
  installation,
  journal,
  organisation,
  passkey,
  seenRequest,
  session,
  signInLink,
  slackWorkspace,
  source,
  user,
} from './schema.ts';

/** A sign-in page with more buttons than this helps nobody. */
const SIGN_IN_CHOICES = 50;

/** The few look-ups by an id that a stranger brings: they answer which organisation it belongs to. */
export const doors = (db: AuthorityDb) => ({
  /** An API key with its user; whether it is good is the caller's to judge. */
  apiKey: (id: string) =>
    db
      .select({ key: apiKey, user })
      .from(apiKey)
      .innerJoin(user, and(eq(user.id, apiKey.user), eq(user.org, apiKey.org)))
      .where(eq(apiKey.id, id))
      .get(),
  source: (id: string) =>
    db
      .select()
      .from(source)
      .where(and(eq(source.id, id), isNull(source.deletedAt)))
      .get(),
  /** Enabled sources of all organisations after an id: whoever watches for silence watches them all. */
  watchedSources: (after: string, limit: number) => watchedSources(db, after, limit),
  /** A session with its user by the hash of its token, of the token before, or by its id; whether it is good is the caller's to judge. */
  sessionByHash: (hash: string) =>
    db
      .select({ session, user })
      .from(session)
      .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
      .where(eq(session.hash, hash))
      .get(),
  sessionByPreviousHash: (hash: string) =>
    db
      .select({ session, user })
      .from(session)
      .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
      .where(eq(session.previousHash, hash))
      .get(),
  session: (id: string) =>
    db
      .select({ session, user })
      .from(session)
      .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
      .where(eq(session.id, id))
      .get(),
  /** A ceremony of somebody not known yet (`sign_in`, `oidc`), spent by this look: of two that bring it at once, one gets it. */
  takeCeremony: (id: string, purpose: 'sign_in' | 'oidc', now: number) =>
    db
      .delete(ceremony)
      .where(and(eq(ceremony.id, id), eq(ceremony.purpose, purpose), gt(ceremony.expiresAt, now)))
      .returning()
      .get(),
  /** A one-time link by its token's hash, spent by this look. */
  takeLink: (hash: string, now: number) =>
    db
      .update(signInLink)
      .set({ usedAt: now })
      .where(and(eq(signInLink.hash, hash), isNull(signInLink.usedAt), gt(signInLink.expiresAt, now)))
      .returning()
      .get(),
  /** A passkey with its user by its WebAuthn credential id. */
  passkey: (credential: string) =>
    db
      .select({ passkey, user })
      .from(passkey)
      .innerJoin(user, and(eq(user.id, passkey.user), eq(user.org, passkey.org)))
      .where(eq(passkey.credential, credential))
      .get(),
  /** Providers that a sign-in page offers, of every organisation: nobody is anybody yet. */
  identityProviders: () =>
    db
      .select({ id: identityProvider.id, kind: identityProvider.kind, name: identityProvider.name })
      .from(identityProvider)
      .orderBy(identityProvider.createdAt)
      .limit(SIGN_IN_CHOICES)
      .all(),
  oidcProvider: (id: string) =>
    db
      .select()
      .from(identityProvider)
      .where(and(eq(identityProvider.id, id), eq(identityProvider.kind, 'oidc')))
      .get(),
  /** The Access applications of a team that have one of these audiences. */
  accessProviders: (teamDomain: string, audiences: readonly string[]) =>
    db
      .select()
      .from(identityProvider)
      .where(
        and(
          eq(identityProvider.kind, 'access'),
          eq(identityProvider.issuer, teamDomain),
          inArray(identityProvider.clientId, [...audiences]),
        ),
      )
      .limit(2)
      .all(),
  /** The organisation that a Slack workspace speaks for. */
  slackWorkspace: (team: string) => db.select().from(slackWorkspace).where(eq(slackWorkspace.team, team)).get(),
  /** Marks a signed request as taken: true for the first who brings it, of several at once for one. */
  takeRequest: async (digest: string, expiresAt: number) =>
    (await db.insert(seenRequest).values({ digest, expiresAt }).onConflictDoNothing().returning().all()).length === 1,
  /** Requests whose window is over are refused by their time. */
  sweepRequests: (now: number) => db.delete(seenRequest).where(lte(seenRequest.expiresAt, now)),
  /** Whether setup was done. */
  installed: async () => (await db.select({ id: installation.id }).from(installation).limit(1).get()) !== undefined,
  /** Every organisation's id, for what concerns the whole installation. */
  organisations: async () => (await db.select({ id: organisation.id }).from(organisation).all()).map((r) => r.id),
  /** Organisations whose ledger entries still wait, for the sweep. */
  waiting: async () => (await db.selectDistinct({ org: journal.org }).from(journal).all()).map((r) => r.org),
});
