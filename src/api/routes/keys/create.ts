import { z } from '@hono/zod-openapi';
import { ApiKeyInput } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const createKey = route({
  method: 'post',
  path: '/keys',
  tag: 'Keys',
  summary: 'A new API key of a person, shown once',
  access: 'admin',
  body: ApiKeyInput,
  status: 201,
  answer: z.object({ id: z.string(), apiKey: z.string() }),
  shownOnce: ['apiKey'],
  handle: async ({ deps, principal, body }) => unwrap(await deps.admin.createApiKey({ v: 1, caller: principal, body })),
});
