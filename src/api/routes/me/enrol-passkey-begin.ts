import { unwrap } from '../../app.ts';
import { CeremonyView } from '../../http/ceremony.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const beginEnrolPasskey = route({
  method: 'post',
  path: '/me/passkeys/begin',
  tag: 'Me',
  summary: 'Begin to enrol a passkey',
  access: 'viewer',
  answer: CeremonyView,
  handle: async ({ c, deps, principal }) =>
    unwrap(await deps.me.enrolPasskeyBegin({ v: 1, caller: principal, origin: ownOrigin(c) })),
});
