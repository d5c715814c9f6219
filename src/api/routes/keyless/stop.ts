import { KeylessView, WhyInput } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const stopKeyless = route({
  method: 'post',
  path: '/keyless/stop',
  tag: 'Safeguards',
  summary: 'Kill switch: no web identity token is made for the organisation until it is resumed',
  access: 'admin',
  body: WhyInput,
  answer: KeylessView,
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.safeguards.stopKeyless({ v: 1, caller: principal, body })),
});
