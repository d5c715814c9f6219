import type { Context, MiddlewareHandler } from 'hono';
import { ROLE_RANK, type Principal } from '../../contracts/access.ts';
import type { SessionView } from '../../contracts/sign-in.ts';
import { failure, problemResponse, type Failure } from '../../kit/errors.ts';
import type { ApiEnv } from '../app.ts';
import { clientInfo } from './client-info.ts';
import { keepSession, sessionToken } from './cookies.ts';
import { crossSite, forSocket } from './origin.ts';
import { counted } from './rate.ts';
import type { Access } from './route.ts';

const BEARER = /^Bearer ([\x21-\x7e]{10,300})$/;

/** The token of an `Authorization: Bearer` header, or undefined. */
export const bearerOf = (c: Context<ApiEnv>): string | undefined =>
  BEARER.exec(c.req.header('authorization') ?? '')?.[1];

type Caller = { principal: Principal; session?: SessionView };

const NOBODY = failure('unauthenticated', 'Sign in, or send an API key as `Authorization: Bearer vdt_…`.');

async function byKey(c: Context<ApiEnv>, apiKey: string): Promise<Caller | Failure> {
  const principal = await c.get('deps').identity.authenticate({ v: 1, apiKey });
  return principal === null
    ? failure('unauthenticated', 'The API key is unknown, expired or revoked. Ask an admin for a new one.')
    : { principal };
}

async function bySession(c: Context<ApiEnv>, token: string): Promise<Caller | Failure> {
  const refused = crossSite(c);
  if (refused) return refused;
  const known = await c.get('deps').identity.session({
    v: 1,
    token,
    client: clientInfo(c),
    ...(forSocket(c) ? { keepToken: true } : {}),
  });
  // The cookie is left alone: another tab may have signed in while this request was under way.
  if (known === null) return failure('unauthenticated', 'The session is over; sign in again.');
  if (known.rotated !== undefined) keepSession(c, known.rotated, known.session.expiresAt);
  return { principal: known.principal, session: known.session };
}

/** Who calls: by API key where there is an Authorization header, else by the session cookie. */
async function callerOf(c: Context<ApiEnv>): Promise<Caller | Failure> {
  if (c.req.header('authorization') !== undefined) {
    const apiKey = bearerOf(c);
    return apiKey === undefined ? NOBODY : byKey(c, apiKey);
  }
  const token = sessionToken(c);
  return token === undefined || token === '' ? NOBODY : bySession(c, token);
}

function refusal(access: Exclude<Access, 'public'>, { principal, session }: Caller): Failure | undefined {
  if (access === 'second-factor') return undefined;
  if (session?.level === 1)
    return failure('forbidden', 'Show your second factor first: a passkey or a one-time code.', {
      field: 'second-factor',
    });
  if (ROLE_RANK[principal.role] < ROLE_RANK[access])
    return failure('forbidden', `This needs the role ${access}; you have ${principal.role}.`);
  return undefined;
}

/** Middleware: signs the caller in, counts the request against the caller's rate, and asks for the access that the route declares. */
export const authorized =
  (access: Exclude<Access, 'public'>): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const caller = await callerOf(c);
    if ('code' in caller) return problemResponse(caller);
    const over = await counted(c, caller.principal.key);
    if (over) return over;
    const refused = refusal(access, caller);
    if (refused) return problemResponse(refused);
    c.set('principal', caller.principal);
    c.set('session', caller.session);
    await next();
    return undefined;
  };
