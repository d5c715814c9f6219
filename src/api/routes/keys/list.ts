import { z } from '@hono/zod-openapi';
import { ApiKeyView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listKeys = route({
  method: 'get',
  path: '/keys',
  tag: 'Keys',
  summary: 'API keys: one’s own; an admin sees all',
  access: 'viewer',
  answer: z.object({ keys: z.array(ApiKeyView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.directory.apiKeys({ v: 1, caller: principal })),
});
