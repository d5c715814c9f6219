import { z } from '@hono/zod-openapi';
import { route } from '../../http/route.ts';
import { RuleView, ruleSummary } from '../../views.ts';

export const listRules = route({
  method: 'get',
  path: '/rules',
  tag: 'Rules',
  summary: 'The detection rules in force',
  access: 'viewer',
  answer: z.object({ rules: z.array(RuleView.omit({ yaml: true, cases: true })) }),
  handle: ({ deps }) => ({ rules: deps.rules().map(ruleSummary) }),
});
