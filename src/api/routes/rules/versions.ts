import { z } from '@hono/zod-openapi';
import { RuleVersionView } from '../../../contracts/detections.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { RuleParam } from '../../rules/text.ts';

export const listRuleVersions = route({
  method: 'get',
  path: '/rules/{id}/versions',
  tag: 'Rules',
  summary: 'Versions of an own rule, newest first',
  access: 'viewer',
  params: RuleParam,
  answer: z.object({ versions: z.array(RuleVersionView) }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.detections.versions({ v: 1, caller: principal, id: params.id })),
});
