import { RetroHuntView } from '../../../contracts/retro-hunt.ts';
import { getHunt } from '../../../storage/main/read/hunts.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const getHuntRoute = route({
  method: 'get',
  path: '/hunts/{id}',
  tag: 'Hunts',
  summary: 'One hunt: what it looked at, what it did not and why, and what it found',
  description: 'Brought up to date every few seconds while it runs; `finishedAt` is null until then.',
  access: 'viewer',
  params: IdParam('id'),
  answer: RetroHuntView,
  handle: async ({ deps, principal, params }) =>
    (await getHunt(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such hunt in this organisation; list them with GET /api/v1/hunts.'),
});
