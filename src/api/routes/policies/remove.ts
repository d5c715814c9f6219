import { z } from '@hono/zod-openapi';
import { PolicyChanged } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { ifVersion } from '../../http/if-version.ts';
import { PolicyIdParam } from '../../schemas.ts';

export const removePolicy = route({
  method: 'delete',
  path: '/policies/{id}',
  tag: 'Policies',
  summary: 'Take a policy out: a new version of the set, in force at once',
  access: 'admin',
  params: PolicyIdParam,
  query: z.object({ ifVersion: z.string().min(1).max(100).optional() }),
  answer: PolicyChanged,
  handle: async ({ c, deps, principal, params, query }) =>
    unwrap(
      await deps.admin.deletePolicy({
        v: 1,
        caller: principal,
        id: params.id,
        body: ifVersion(c, query.ifVersion),
      }),
    ),
});
