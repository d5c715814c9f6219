import * as z from 'zod';
import { V1 } from '../../contracts/common.ts';
import { ClientInfo, type IssuedSession } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { issueSession } from './issue-session.ts';
import { readToken } from './token.ts';
import { readCarried } from './vouch.ts';

const RedeemRequest = z.object({ v: V1, token: z.string().max(200), client: ClientInfo });

/**
 * A session for a one-time link, which is spent by it. Errors: `malformed`; `unauthenticated`, in the same words for a link
 * that never was, was used, is over, or is of somebody who may not sign in.
 */
export async function redeemLink(deps: GateDeps, input: unknown): Promise<Result<IssuedSession, Failure>> {
  const parsed = parseInput(RedeemRequest, input);
  if (!parsed.ok) return parsed;
  const { token, client } = parsed.value;
  const notGood = err(failure('unauthenticated', 'this link is not good, or not any more: ask for a new one'));
  const hash = readToken(token);
  const link = hash === undefined ? undefined : await deps.store.doors.takeLink(hash, deps.now());
  if (!link) return notGood;
  const { org, user } = link;
  const issued = await issueSession(deps, { org, user, method: 'link', client, vouch: readCarried(link.vouch) });
  return issued.ok ? issued : notGood;
}
