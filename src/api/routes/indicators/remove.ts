import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const removeIndicators = route({
  method: 'delete',
  path: '/indicators',
  tag: 'Indicators',
  summary: 'Remove the list of indicators: none is matched any more',
  access: 'admin',
  answer: z.object({ removed: z.literal(true) }),
  handle: async ({ deps, principal }) => unwrap(await deps.indicators.remove(principal)),
});
