import { z } from '@hono/zod-openapi';
import { SignInLinkInput } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { ownOrigin } from '../../http/origin.ts';
import { route } from '../../http/route.ts';

export const createSignInLink = route({
  method: 'post',
  path: '/sign-in-links',
  tag: 'Sign-in',
  summary: 'A one-time link for oneself, or by an admin for anybody',
  description:
    'With an existing approver’s vouch, the first passkey enrolled through the link may approve. The token stands behind the # of the link: browsers send it to nobody.',
  access: 'viewer',
  body: SignInLinkInput,
  status: 201,
  answer: z.object({ url: z.string(), expiresAt: z.int() }),
  shownOnce: ['url'],
  handle: async ({ c, deps, principal, body }) => {
    const { token, expiresAt } = unwrap(await deps.directory.createSignInLink({ v: 1, caller: principal, body }));
    return { url: `${ownOrigin(c)}/sign-in#link=${token}`, expiresAt };
  },
});
