import { OwnRuleView } from '../../../contracts/detections.ts';
import { RuleChange } from '../../../contracts/rules-api.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { tellPipeline } from '../../rules/tell-pipeline.ts';
import { RuleParam, ruleOf } from '../../rules/text.ts';

export const updateRule = route({
  method: 'put',
  path: '/rules/{id}',
  tag: 'Rules',
  summary: 'A new version of an own rule, in force at once in the state that it has',
  access: 'analyst',
  params: RuleParam,
  body: RuleChange,
  answer: OwnRuleView,
  handle: async ({ deps, principal, params, body }) => {
    const { id, title, level } = ruleOf(deps, body.text);
    const rule = unwrap(
      await deps.detections.updateRule({
        v: 1,
        caller: principal,
        id: params.id,
        body: { ...body, id, title, level },
      }),
    );
    await tellPipeline(deps, principal.org);
    return rule;
  },
});
