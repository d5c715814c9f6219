import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ApiEnv } from '../app.ts';

/** `__Host-`: only this very host can set it, over a secure channel, for the whole site (RFC 6265bis §4.1.3.2). */
const SESSION = '__Host-vedette';
const CEREMONY = '__Host-vedette-oidc';
/** A round trip to an identity provider takes minutes at most. */
const CEREMONY_MAX_AGE_SECONDS = 600;

/*
 * SameSite=Lax: the way back from an identity provider is a cross-site navigation and needs them. Requests that change
 * anything are held to their Origin besides (see authorize.ts).
 */
const FLAGS = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

export const sessionToken = (c: Context<ApiEnv>): string | undefined => getCookie(c, SESSION);

/** Keeps a session's token in the browser until the session's own end (ms). */
export function keepSession(c: Context<ApiEnv>, token: string, expiresAt: number): void {
  const maxAge = Math.max(1, Math.floor((expiresAt - c.get('deps').now()) / 1000));
  c.get('after').push(() => setCookie(c, SESSION, token, { ...FLAGS, maxAge }));
}
export function dropSession(c: Context<ApiEnv>): void {
  c.get('after').push(() => deleteCookie(c, SESSION, { path: '/', secure: true }));
}

export const ceremonyOf = (c: Context<ApiEnv>): string | undefined => getCookie(c, CEREMONY);
export function keepCeremony(c: Context<ApiEnv>, ceremony: string): void {
  c.get('after').push(() => setCookie(c, CEREMONY, ceremony, { ...FLAGS, maxAge: CEREMONY_MAX_AGE_SECONDS }));
}
export function dropCeremony(c: Context<ApiEnv>): void {
  c.get('after').push(() => deleteCookie(c, CEREMONY, { path: '/', secure: true }));
}
