import { DecisionPointTested } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const testDecisionPoint = route({
  method: 'post',
  path: '/decision-point/test',
  tag: 'Policies',
  summary: 'Ask the external decision point about a made-up action',
  access: 'admin',
  answer: DecisionPointTested,
  handle: async ({ deps, principal }) => unwrap(await deps.admin.testDecisionPoint({ v: 1, caller: principal })),
});
