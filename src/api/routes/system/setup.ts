import { z } from '@hono/zod-openapi';
import { SetupRequest } from '../../../contracts/access.ts';
import { fail, unwrap } from '../../app.ts';
import { bearerOf } from '../../http/authorize.ts';
import { route } from '../../http/route.ts';

export const setup = route({
  method: 'post',
  path: '/setup',
  tag: 'System',
  summary: 'First run: the organisation and its admin, by the one-time setup token as bearer',
  access: 'public',
  body: SetupRequest,
  status: 201,
  answer: z.object({ org: z.string(), user: z.string(), apiKey: z.string() }),
  answerDescription: 'The key is shown once',
  handle: async ({ c, deps, body }) => {
    const token =
      bearerOf(c) ??
      fail(
        'unauthenticated',
        'Send the setup token as `Authorization: Bearer …`; it is the secret SETUP_TOKEN of the gate.',
      );
    return unwrap(await deps.admin.setup({ v: 1, token, body }));
  },
});
