import { z } from '@hono/zod-openapi';
import { route } from '../../http/route.ts';

export const health = route({
  method: 'get',
  path: '/health',
  tag: 'System',
  summary: 'Whether this Worker answers; no credentials needed',
  access: 'public',
  answer: z.object({ ok: z.literal(true) }),
  handle: () => ({ ok: true as const }),
});
