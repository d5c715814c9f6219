import { z } from '@hono/zod-openapi';
import { WhyInput } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { KeyIdParam } from '../../schemas.ts';

export const removeProtection = route({
  method: 'delete',
  path: '/protections/{id}',
  tag: 'Safeguards',
  summary: 'Take a protection away, with a reason for the audit trail',
  access: 'admin',
  params: KeyIdParam,
  body: WhyInput,
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params, body }) =>
    unwrap(await deps.safeguards.unprotect({ v: 1, caller: principal, id: params.id, body })),
});
