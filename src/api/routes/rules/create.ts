import { OwnRuleView } from '../../../contracts/detections.ts';
import { RuleInput } from '../../../contracts/rules-api.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { tellPipeline } from '../../rules/tell-pipeline.ts';
import { ruleOf } from '../../rules/text.ts';

export const createRule = route({
  method: 'post',
  path: '/rules',
  tag: 'Rules',
  summary: 'Add a rule of your own: Sigma YAML',
  description:
    'A `draft` unless `state` says otherwise. The pipeline matches it within 30 seconds of its being enabled.',
  access: 'analyst',
  body: RuleInput,
  status: 201,
  answer: OwnRuleView,
  handle: async ({ deps, principal, body }) => {
    const { id, title, level } = ruleOf(deps, body.text);
    const made = unwrap(
      await deps.detections.createRule({ v: 1, caller: principal, body: { ...body, id, title, level } }),
    );
    await tellPipeline(deps, principal.org);
    return made;
  },
});
