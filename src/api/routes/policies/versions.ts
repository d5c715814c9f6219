import { z } from '@hono/zod-openapi';
import { PolicyVersionPage } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

/** Sets may be large, and each is compared with the one before it. */
const PAGE_MAX = 20;

export const listPolicyVersions = route({
  method: 'get',
  path: '/policies/versions',
  tag: 'Policies',
  summary: 'Versions of the policies, newest first, each with what it changed',
  access: 'viewer',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_MAX),
    cursor: z
      .string()
      .regex(/^[1-9][0-9]{0,8}$/, 'take the cursor from `next` of the page before')
      .optional(),
  }),
  answer: PolicyVersionPage,
  handle: async ({ deps, principal, query: q }) =>
    unwrap(
      await deps.admin.policyVersions({
        v: 1,
        caller: principal,
        limit: q.limit,
        ...(q.cursor === undefined ? {} : { cursor: q.cursor }),
      }),
    ),
});
