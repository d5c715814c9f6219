import { HUNT_DEFAULT_DAYS, HuntRequest, RetroHuntView } from '../../../contracts/retro-hunt.ts';
import { DAY_MS } from '../../../kit/clock.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const startHunt = route({
  method: 'post',
  path: '/hunts',
  tag: 'Hunts',
  summary: 'Look through the archive for what a rule, a text or the list of indicators would have found',
  description:
    'A rule and indicators make findings, marked with the hunt; a text only shows what it matches. Without `from` it goes back 30 days. The budget is 2 GB and 15 minutes unless you say otherwise; what it does not come to is named under `unchecked`. The same body again is the same hunt. Enabling a rule starts a hunt by itself.',
  access: 'analyst',
  body: HuntRequest,
  status: 202,
  answer: RetroHuntView,
  handle: async ({ deps, principal, body }) => {
    const to = body.to ?? deps.now();
    return unwrap(
      await deps.hunts.start({
        v: 1,
        org: principal.org,
        actor: `user:${principal.user}`,
        body: { ...body, from: body.from ?? Math.max(0, to - HUNT_DEFAULT_DAYS * DAY_MS), to },
      }),
    );
  },
});
