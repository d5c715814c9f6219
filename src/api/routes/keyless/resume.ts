import { KeylessView, WhyInput } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const resumeKeyless = route({
  method: 'post',
  path: '/keyless/resume',
  tag: 'Safeguards',
  summary: 'Let web identity tokens be made again',
  access: 'admin',
  body: WhyInput,
  answer: KeylessView,
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.safeguards.resumeKeyless({ v: 1, caller: principal, body })),
});
