import { z } from '@hono/zod-openapi';
import { PasskeyView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { CeremonyAnswer } from '../../http/ceremony.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const finishEnrolPasskey = route({
  method: 'post',
  path: '/me/passkeys/finish',
  tag: 'Me',
  summary: 'Enrol a passkey; an approver’s waits for an existing approver’s word before it may approve',
  access: 'viewer',
  body: CeremonyAnswer.extend({ name: z.string().trim().min(1).max(60) }),
  status: 201,
  answer: PasskeyView.openapi('Passkey'),
  handle: async ({ c, deps, principal, body }) =>
    unwrap(await deps.me.enrolPasskeyFinish({ v: 1, caller: principal, origin: ownOrigin(c), ...body })),
});
