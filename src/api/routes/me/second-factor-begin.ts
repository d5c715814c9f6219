import { unwrap } from '../../app.ts';
import { CeremonyView } from '../../http/ceremony.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const beginSecondFactor = route({
  method: 'post',
  path: '/me/second-factor/begin',
  tag: 'Sign-in',
  summary: 'A challenge for one’s passkey as the second factor',
  access: 'second-factor',
  answer: CeremonyView,
  handle: async ({ c, deps, principal }) =>
    unwrap(await deps.me.secondFactorBegin({ v: 1, caller: principal, origin: ownOrigin(c) })),
});
