import { z } from '@hono/zod-openapi';
import { ApproverKeyInput } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const enrolApproverKey = route({
  method: 'post',
  path: '/approver-keys',
  tag: 'Keys',
  summary: "Enrol an approver's Ed25519 public key; all but the first wait for an existing approver's word",
  access: 'admin',
  body: ApproverKeyInput,
  status: 201,
  answer: z.object({ keyId: z.string() }),
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.admin.enrolApproverKey({ v: 1, caller: principal, body })),
});
