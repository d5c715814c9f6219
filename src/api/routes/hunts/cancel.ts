import { RetroHuntView } from '../../../contracts/retro-hunt.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const cancelHunt = route({
  method: 'post',
  path: '/hunts/{id}/cancel',
  tag: 'Hunts',
  summary: 'End a hunt; what it found stays',
  access: 'analyst',
  params: IdParam('id'),
  answer: RetroHuntView,
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.hunts.cancel({ v: 1, org: principal.org, id: params.id, actor: `user:${principal.user}` })),
});
