import { unwrap } from '../../app.ts';
import { CeremonyView } from '../../http/ceremony.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const beginPasskeySignIn = route({
  method: 'post',
  path: '/sign-in/passkey/begin',
  tag: 'Sign-in',
  summary: 'A challenge for signing in by passkey, good once, for minutes',
  access: 'public',
  answer: CeremonyView,
  handle: async ({ c, deps }) => unwrap(await deps.signIn.passkeyBegin({ v: 1, origin: ownOrigin(c) })),
});
