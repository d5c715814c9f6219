import { Tried, TryRule } from '../../../contracts/rules-api.ts';
import { route } from '../../http/route.ts';

export const testRule = route({
  method: 'post',
  path: '/rules/test',
  tag: 'Rules',
  summary: 'What a Sigma text finds in the events given; nothing is kept',
  description: 'To try it on what really came, start a hunt with the text: `POST /hunts`.',
  access: 'analyst',
  body: TryRule,
  answer: Tried,
  handle: ({ deps, body }) => deps.ruleTools.test(body.text, body.events, body.source),
});
