import { z } from '@hono/zod-openapi';
import { percentiles } from '../../../kit/percentile.ts';
import { latencies, totals } from '../../../storage/main/read/totals.ts';
import { route } from '../../http/route.ts';

const Spread = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() });

export const stats = route({
  method: 'get',
  path: '/stats',
  tag: 'Analytics',
  summary: 'Totals and latencies',
  access: 'viewer',
  query: z.object({ since: z.coerce.number().int().min(0).default(0) }),
  answer: z.object({
    deliveries: z.int(),
    events: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    findings: z.int(),
    incidents: z.int(),
    deadLetters: z.int(),
    latencyMs: z.object({ acceptedToFinding: Spread, acceptedToIncident: Spread }),
  }),
  answerDescription: 'Totals since `since` (ms); findings are all that are kept',
  handle: async ({ deps, principal, query }) => {
    const [sum, ms] = await Promise.all([
      totals(deps.db, principal.org, query.since),
      latencies(deps.db, principal.org),
    ]);
    return {
      ...sum,
      latencyMs: {
        acceptedToFinding: percentiles(ms.acceptedToFinding),
        acceptedToIncident: percentiles(ms.acceptedToIncident),
      },
    };
  },
});
