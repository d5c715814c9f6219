import { RetroHuntView } from '../../../contracts/retro-hunt.ts';
import { listHunts } from '../../../storage/main/read/hunts.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';

export const listHuntsRoute = route({
  method: 'get',
  path: '/hunts',
  tag: 'Hunts',
  summary: 'Hunts through the archive, newest first, without their matches',
  access: 'viewer',
  query: PageQuery,
  answer: pageOf(RetroHuntView.omit({ samples: true })),
  handle: ({ deps, principal, query: q }) =>
    listHunts(deps.db, principal.org, { limit: q.limit, cursor: cursorFrom(q.cursor) }),
});
