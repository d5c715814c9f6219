import { unwrap } from '../../app.ts';
import { beginSession, SignedIn } from '../../http/begin-session.ts';
import { CeremonyAnswer } from '../../http/ceremony.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const finishSecondFactor = route({
  method: 'post',
  path: '/me/second-factor/finish',
  tag: 'Sign-in',
  summary: 'Show one’s passkey as the second factor',
  access: 'second-factor',
  body: CeremonyAnswer,
  answer: SignedIn,
  handle: async ({ c, deps, principal, body }) =>
    beginSession(
      c,
      unwrap(await deps.me.secondFactorFinish({ v: 1, caller: principal, origin: ownOrigin(c), ...body })),
    ),
});
