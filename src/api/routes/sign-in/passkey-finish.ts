import { unwrap } from '../../app.ts';
import { beginSession, SignedIn } from '../../http/begin-session.ts';
import { CeremonyAnswer } from '../../http/ceremony.ts';
import { clientInfo } from '../../http/client-info.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const finishPasskeySignIn = route({
  method: 'post',
  path: '/sign-in/passkey/finish',
  tag: 'Sign-in',
  summary: 'Sign in by passkey',
  access: 'public',
  body: CeremonyAnswer,
  answer: SignedIn,
  handle: async ({ c, deps, body }) =>
    beginSession(
      c,
      unwrap(await deps.signIn.passkeyFinish({ v: 1, origin: ownOrigin(c), ...body, client: clientInfo(c) })),
    ),
});
