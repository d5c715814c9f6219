import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listAccounts = route({
  method: 'get',
  path: '/accounts',
  tag: 'Accounts',
  summary: 'AWS accounts that Vedette guards, without their keys',
  access: 'viewer',
  answer: z.object({
    accounts: z.array(
      z.object({
        account: z.string(),
        name: z.string(),
        environment: z.string(),
        regions: z.array(z.string()),
        auth: z.enum(['static', 'web_identity']),
        writeRole: z.boolean(),
        readRole: z.boolean(),
        warnings: z.array(z.string()),
        updatedAt: z.int(),
      }),
    ),
  }),
  handle: async ({ deps, principal }) => unwrap(await deps.directory.accounts({ v: 1, caller: principal })),
});
