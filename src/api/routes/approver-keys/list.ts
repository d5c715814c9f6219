import { z } from '@hono/zod-openapi';
import { ApproverKeyView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listApproverKeys = route({
  method: 'get',
  path: '/approver-keys',
  tag: 'Keys',
  summary: 'Keys whose signature counts as a verdict, with how they stand',
  access: 'viewer',
  answer: z.object({ keys: z.array(ApproverKeyView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.directory.approverKeys({ v: 1, caller: principal })),
});
