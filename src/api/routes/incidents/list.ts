import { z } from '@hono/zod-openapi';
import { Level, TechniqueId } from '../../../contracts/common.ts';
import { Phase } from '../../../contracts/incident.ts';
import { listIncidents } from '../../../storage/main/read/incidents.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { BooleanQuery, EntityQuery, listOf, MillisQuery, pageOf, PageQuery } from '../../schemas.ts';
import { IncidentView } from '../../views.ts';

export const listIncidentsRoute = route({
  method: 'get',
  path: '/incidents',
  tag: 'Incidents',
  summary: 'Incidents, newest first',
  access: 'viewer',
  query: PageQuery.extend({
    phase: listOf(Phase, 10).optional(),
    severity: listOf(Level, 5).optional(),
    assignee: z.string().min(1).max(80).optional(),
    min_risk: z.coerce.number().int().min(0).max(100).optional(),
    technique: TechniqueId.optional(),
    entity: EntityQuery.optional(),
    open: BooleanQuery.optional(),
    since: MillisQuery.optional(),
    until: MillisQuery.optional(),
    sort: z.enum(['opened', 'updated', 'risk']).default('opened'),
    order: z.enum(['asc', 'desc']).default('desc'),
  }),
  answer: pageOf(IncidentView),
  handle: ({ deps, principal, query: q }) =>
    listIncidents(deps.db, principal.org, {
      limit: q.limit,
      cursor: cursorFrom(q.cursor),
      phase: q.phase,
      severity: q.severity,
      assignee: q.assignee,
      minRisk: q.min_risk,
      technique: q.technique,
      entity: q.entity,
      open: q.open,
      since: q.since,
      until: q.until,
      sort: q.sort,
      order: q.order,
    }),
});
