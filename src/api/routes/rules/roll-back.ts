import { OwnRuleView, RollBackRule } from '../../../contracts/detections.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { tellPipeline } from '../../rules/tell-pipeline.ts';
import { RuleParam } from '../../rules/text.ts';

export const rollBackRule = route({
  method: 'post',
  path: '/rules/{id}/roll-back',
  tag: 'Rules',
  summary: 'Go back to an earlier text: a new version with it',
  access: 'analyst',
  params: RuleParam,
  body: RollBackRule,
  answer: OwnRuleView,
  handle: async ({ deps, principal, params, body }) => {
    const rule = unwrap(await deps.detections.rollBackRule({ v: 1, caller: principal, id: params.id, body }));
    await tellPipeline(deps, principal.org);
    return rule;
  },
});
