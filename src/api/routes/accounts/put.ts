import { z } from '@hono/zod-openapi';
import { AwsAccountInput } from '../../../contracts/access.ts';
import { KeylessTrust } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const putAccount = route({
  method: 'put',
  path: '/accounts',
  tag: 'Accounts',
  summary: 'An AWS account that Vedette guards, keyless, or with its credentials (never read back)',
  access: 'admin',
  body: AwsAccountInput,
  answer: z.object({
    account: z.string(),
    warnings: z.array(z.string()),
    trust: KeylessTrust.openapi('KeylessTrust').optional(),
  }),
  answerDescription: 'With what to mind; of a keyless account, what its roles must trust to the letter',
  handle: async ({ deps, principal, body }) => unwrap(await deps.admin.putAccount({ v: 1, caller: principal, body })),
});
