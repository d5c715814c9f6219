import { SuppressionView } from '../../../contracts/detections.ts';
import { SuppressionInput } from '../../../contracts/rules-api.ts';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const addSuppression = route({
  method: 'post',
  path: '/suppressions',
  tag: 'Rules',
  summary: 'Keep what a rule finds, where it is so, from becoming findings, until an end',
  description:
    '`where` is one Sigma search over the raw record: all of it must hold. `rule` is an id, or `*` for all (admin). What is kept back is counted and shown at the rule.',
  access: 'analyst',
  body: SuppressionInput,
  status: 201,
  answer: SuppressionView,
  handle: async ({ deps, principal, body }) => {
    const fault = deps.ruleTools.faultOf(body.where);
    if (fault !== undefined) fail('unprocessable', fault, { field: '/where' });
    return unwrap(await deps.detections.suppress({ v: 1, caller: principal, body }));
  },
});
