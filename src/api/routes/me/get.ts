import { Principal } from '../../../contracts/access.ts';
import { SessionView } from '../../../contracts/sign-in.ts';
import { route } from '../../http/route.ts';

export const getMe = route({
  method: 'get',
  path: '/me',
  tag: 'Me',
  summary: 'Who this key or session is',
  access: 'second-factor',
  answer: Principal.extend({ session: SessionView.nullable() }).openapi('Me'),
  handle: ({ principal, session }) => ({ ...principal, session: session ?? null }),
});
