import { DecisionPointView } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const getDecisionPoint = route({
  method: 'get',
  path: '/decision-point',
  tag: 'Policies',
  summary: 'The external decision point (OPA), without its token',
  access: 'admin',
  answer: DecisionPointView,
  handle: async ({ deps, principal }) => unwrap(await deps.admin.decisionPoint({ v: 1, caller: principal })),
});
