import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kit/clock.ts';

/** A working day's pause ends a session that nobody uses. */
export const SESSION_IDLE_MS = 8 * HOUR_MS;
/** However busy: a stolen cookie is worth a day at most. */
export const SESSION_MAX_MS = 24 * HOUR_MS;
/** A token that leaked is replaced this soon, and its use afterwards tells of the leak. */
export const TOKEN_ROTATE_MS = 15 * MINUTE_MS;
/** Requests under way while the token was replaced, and tabs that race, still bring the one before. */
export const TOKEN_GRACE_MS = 60 * SECOND_MS;
/** Last use is kept to the minute: one write a minute and session, not one a request. */
export const LAST_SEEN_STEP_MS = MINUTE_MS;
/** A link is sent by chat or read from a terminal, and followed at once. */
export const LINK_MS = 15 * MINUTE_MS;
/** A person finds the authenticator, or gives up, within this. */
export const CEREMONY_MS = 5 * MINUTE_MS;
/** At an identity provider a person may have to find a password and a second factor of another kind. */
export const OIDC_MS = 10 * MINUTE_MS;
/** 256 bits: beyond guessing, so that a plain SHA-256 of it is safe to store. */
export const TOKEN_BYTES = 32;
/** More than anybody has devices; a bound on what one person can make the gate keep. */
export const PASSKEYS_PER_USER = 10;
/** A vouch is for something to be done soon; a day covers a colleague in another time zone. */
export const VOUCH_MAX_MS = 24 * HOUR_MS;
