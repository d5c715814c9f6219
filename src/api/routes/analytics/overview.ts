import { z } from '@hono/zod-openapi';
import { Phase } from '../../../contracts/incident.ts';
import { DAY_MS } from '../../../kit/clock.ts';
import { overview as readOverview } from '../../../storage/main/read/analytics.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { MillisQuery } from '../../schemas.ts';

const Mean = z.object({ n: z.int(), meanMs: z.number().nullable(), medianMs: z.number().nullable() });
const Top = z.object({ value: z.string(), n: z.int() });

const OverviewView = z
  .object({
    range: z.object({ since: z.int(), until: z.int() }),
    open: z.object({
      total: z.int(),
      byPhase: z.array(z.object({ phase: Phase, n: z.int() })),
      byAge: z.array(z.object({ fromMs: z.int(), toMs: z.int().nullable(), n: z.int() })),
      bySeverity: z.record(z.string(), z.int()),
    }),
    meanTimes: z.object({ detect: Mean, contain: Mean, release: Mean, incidents: z.int() }),
    findings: z.object({
      total: z.int(),
      bySeverity: z.array(z.int()),
      bucketMs: z.int(),
      points: z.array(z.object({ at: z.int(), bySeverity: z.array(z.int()) })),
      complete: z.boolean(),
    }),
    top: z.object({
      rules: z.array(Top),
      techniques: z.array(Top),
      sources: z.array(Top),
      entities: z.array(z.object({ type: z.string(), id: z.string(), n: z.int() })),
    }),
    sources: z.array(
      z.object({
        sourceId: z.string(),
        lastDeliveryAt: z.int(),
        deliveries: z.int(),
        events: z.int(),
        rejected: z.int(),
        findings: z.int(),
        lagP50Ms: z.number().nullable(),
        deadLettersOpen: z.int(),
      }),
    ),
    agents: z.array(z.object({ queue: z.string(), deadLettersOpen: z.int(), lastDeadLetterAt: z.int() })),
    complete: z.boolean(),
  })
  .openapi('Overview');

/** The range where none is asked for. */
const DEFAULT_RANGE_MS = 7 * DAY_MS;

export const overview = route({
  method: 'get',
  path: '/analytics/overview',
  tag: 'Analytics',
  summary: 'Open incidents, mean times, findings over time, what is on top, health of sources and agents',
  description:
    'From `since` until `until` (ms), the last seven days if not said. A mean of nothing is null. `complete` is false where a part is about the newest only.',
  access: 'viewer',
  query: z.object({ since: MillisQuery.optional(), until: MillisQuery.optional() }),
  answer: OverviewView,
  handle: async ({ deps, principal, query }) => {
    const now = deps.now();
    const until = query.until ?? now;
    const since = query.since ?? Math.max(0, until - DEFAULT_RANGE_MS);
    if (since >= until) fail('malformed', 'The range ends before it begins.', { field: '/since' });
    const made = await readOverview(deps.db, principal.org, { since, until, now });
    return {
      range: { since, until },
      open: {
        ...made.open,
        byPhase: [...made.open.byPhase],
        byAge: [...made.open.byAge],
        bySeverity: { ...made.open.bySeverity },
      },
      meanTimes: made.meanTimes,
      findings: {
        ...made.findings,
        bySeverity: [...made.findings.bySeverity],
        points: made.findings.points.map((p) => ({ at: p.at, bySeverity: [...p.bySeverity] })),
      },
      top: {
        rules: [...made.top.rules],
        techniques: [...made.top.techniques],
        sources: [...made.top.sources],
        entities: [...made.top.entities],
      },
      sources: [...made.sources],
      agents: [...made.agents],
      complete: made.complete,
    };
  },
});
