import { fail, unwrap } from '../../app.ts';
import { beginSession, SignedIn } from '../../http/begin-session.ts';
import { clientInfo } from '../../http/client-info.ts';
import { route } from '../../http/route.ts';

const HEADER = 'cf-access-jwt-assertion';

export const signInByAccess = route({
  method: 'post',
  path: '/sign-in/access',
  tag: 'Sign-in',
  summary: 'Sign in as whom Cloudflare Access let through',
  access: 'public',
  answer: SignedIn,
  handle: async ({ c, deps }) => {
    const assertion =
      c.req.header(HEADER) ??
      fail('unauthenticated', 'Cloudflare Access vouched for nobody: put an Access application before this host.');
    return beginSession(c, unwrap(await deps.signIn.access({ v: 1, assertion, client: clientInfo(c) })));
  },
});
