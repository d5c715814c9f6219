import { DecisionPointInput, DecisionPointView } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const putDecisionPoint = route({
  method: 'put',
  path: '/decision-point',
  tag: 'Policies',
  summary: 'Let an OPA decide in place of the policies, at once',
  description: 'The token is kept sealed and never read back; left out, it stays as it was where the origin does.',
  access: 'admin',
  body: DecisionPointInput,
  answer: DecisionPointView,
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.admin.putDecisionPoint({ v: 1, caller: principal, body })),
});
