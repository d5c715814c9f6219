import { z } from '@hono/zod-openapi';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { RuleView } from '../../views.ts';

export const getRule = route({
  method: 'get',
  path: '/rules/{id}',
  tag: 'Rules',
  summary: 'One rule: its Sigma text, what it says of itself, and its cases',
  access: 'viewer',
  params: z.object({ id: z.string().min(1).max(200) }),
  answer: RuleView,
  handle: ({ deps, params }) =>
    deps.rules().find((r) => r.id === params.id) ?? fail('not_found', 'There is no rule with this id.'),
});
