import type { Context } from 'hono';
import type { ClientInfo } from '../../contracts/sign-in.ts';
import type { ApiEnv } from '../app.ts';

/** Longer user agents say nothing more. */
const USER_AGENT_MAX_CHARS = 300;
const ADDRESS_MAX_CHARS = 64;

/** Who calls, as far as that can be seen: for lists of sessions and the counting of strangers. */
export const clientInfo = (c: Context<ApiEnv>): ClientInfo => ({
  userAgent: (c.req.header('user-agent') ?? '').slice(0, USER_AGENT_MAX_CHARS),
  // Set by Cloudflare's edge, which drops what a client sends under this name.
  address: (c.req.header('cf-connecting-ip') ?? 'local').slice(0, ADDRESS_MAX_CHARS),
});
