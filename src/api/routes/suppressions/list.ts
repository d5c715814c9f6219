import { z } from '@hono/zod-openapi';
import { SuppressionView } from '../../../contracts/detections.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listSuppressions = route({
  method: 'get',
  path: '/suppressions',
  tag: 'Rules',
  summary: 'Suppressions in force',
  access: 'viewer',
  answer: z.object({ suppressions: z.array(SuppressionView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.detections.suppressions({ v: 1, caller: principal })),
});
