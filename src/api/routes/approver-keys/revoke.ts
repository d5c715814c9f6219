import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { KeyIdParam } from '../../schemas.ts';

export const revokeApproverKey = route({
  method: 'delete',
  path: '/approver-keys/{id}',
  tag: 'Keys',
  summary: 'Take an approver’s key out of use, at once',
  access: 'approver',
  params: KeyIdParam,
  answer: z.object({ keyId: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.directory.revokeApproverKey({ v: 1, caller: principal, keyId: params.id })),
});
