import { z } from '@hono/zod-openapi';
import { Phase } from '../../../contracts/incident.ts';
import { listAlerts } from '../../../storage/main/read/alerts.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { listOf, MillisQuery, pageOf, PageQuery, SeverityQuery } from '../../schemas.ts';

const AlertStatus = z.enum(['open', 'contained', 'closed', 'merged']);

/** A finding severe enough to open an incident, with where that incident stands. */
export const AlertView = z
  .object({
    id: z.string(),
    title: z.string(),
    severity: z.int(),
    rule: z.string(),
    source: z.string(),
    account: z.string().nullable(),
    time: z.int(),
    incident: z.string().nullable(),
    incidentPhase: Phase.nullable(),
    status: AlertStatus,
  })
  .openapi('Alert');

export const listAlertsRoute = route({
  method: 'get',
  path: '/alerts',
  tag: 'Alerts',
  summary: 'Alerts, newest first: findings of medium severity and above, with where their incident stands',
  access: 'viewer',
  query: PageQuery.extend({
    severity: listOf(SeverityQuery, 3).optional(),
    status: listOf(AlertStatus, 4).optional(),
    since: MillisQuery.optional(),
    until: MillisQuery.optional(),
  }),
  answer: pageOf(AlertView),
  handle: ({ deps, principal, query: q }) =>
    listAlerts(deps.db, principal.org, {
      limit: q.limit,
      cursor: cursorFrom(q.cursor),
      severity: q.severity,
      status: q.status,
      since: q.since,
      until: q.until,
    }),
});
