import { UserPatch, UserView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const updateUser = route({
  method: 'patch',
  path: '/users/{id}',
  tag: 'Users',
  summary: 'Change a person: name, role, disabled',
  access: 'admin',
  params: IdParam('id'),
  body: UserPatch,
  answer: UserView,
  handle: async ({ deps, principal, params, body }) => {
    const user = unwrap(await deps.directory.updateUser({ v: 1, caller: principal, id: params.id, body }));
    if (user.disabledAt !== null) await deps.feed.disconnect({ v: 1, org: principal.org, user: user.id });
    return user;
  },
});
