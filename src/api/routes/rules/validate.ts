import { ReadRule, RuleTextInput } from '../../../contracts/rules-api.ts';
import { route } from '../../http/route.ts';

export const validateRule = route({
  method: 'post',
  path: '/rules/validate',
  tag: 'Rules',
  summary: 'What a Sigma text defines, and what is wrong with it and where; nothing is kept',
  access: 'analyst',
  body: RuleTextInput,
  answer: ReadRule,
  handle: ({ deps, body }) => deps.ruleTools.read(body.text),
});
