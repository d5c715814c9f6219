import { ApiError } from '../api-error.ts';
import type { Handlers } from '../call.ts';
import { assumeRole, credentialsOut, open } from './assume-role.ts';
import { assumeRoleWithWebIdentity } from './web-identity.ts';

const TOKEN_DEFAULT_SECONDS = 43_200;
const TOKEN_LEAST_SECONDS = 900;
const TOKEN_MOST_SECONDS = 129_600;

export const sts: Handlers = {
  // Needs no permission, and no policy can deny it.
  GetCallerIdentity: ({ caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.account }),
  AssumeRole: assumeRole,
  // The token is the proof: it needs no signature.
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  // Needs no permission either; sessions cannot make sessions with it.
  GetSessionToken: (call) => {
    if (call.caller.session)
      throw new ApiError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
    const seconds = call.params.whole('DurationSeconds') ?? TOKEN_DEFAULT_SECONDS;
    if (seconds < TOKEN_LEAST_SECONDS || seconds > TOKEN_MOST_SECONDS)
      throw new ApiError('ValidationError', `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint`);
    const session = open(call, {
      account: call.caller.account,
      of: 'user',
      name: call.caller.principal.name,
      sessionName: '',
      policies: [],
      expiresAt: call.now + seconds * 1000,
    });
    return { Credentials: credentialsOut(session) };
  },
};
