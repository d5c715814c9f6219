import { z } from '@hono/zod-openapi';
import { PolicyError, ValidatePolicies } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const validatePolicies = route({
  method: 'post',
  path: '/policies/validate',
  tag: 'Policies',
  summary: 'What is wrong with policies, and where; nothing is kept',
  description: 'Either `policies`, a text by id, or one `text`. No errors: they could be put in force.',
  access: 'analyst',
  body: ValidatePolicies,
  answer: z.object({ errors: z.array(PolicyError) }),
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.admin.validatePolicies({ v: 1, caller: principal, body })),
});
