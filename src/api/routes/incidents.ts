import { createRoute, z } from '@hono/zod-openapi';
import { IncidentProjection, Phase } from '../../contracts/incident.ts';
import { getIncident, listIncidents } from '../../storage/main/read/list.ts';
import { fail, requires, unwrap, type ApiApp } from '../app.ts';
import { cursorFrom } from '../page.ts';
import { IdParam, json, pageOf, PageQuery, PROBLEMS } from '../schemas.ts';
import { AuditBundleView } from '../views.ts';

const IncidentView = IncidentProjection.openapi('Incident');
const Reason = z.object({ reason: z.string().min(1).max(1000) });
const PhaseView = z.object({ phase: z.string() });
const body = (schema: z.ZodType) => ({ body: { required: true, content: { 'application/json': { schema } } } });

const list = createRoute({
  method: 'get',
  path: '/incidents',
  summary: 'Incidents, newest first',
  middleware: requires('viewer'),
  request: { query: PageQuery.extend({ phase: Phase.optional() }) },
  responses: { 200: json(pageOf(IncidentView), 'A page of incidents'), ...PROBLEMS },
});
const one = createRoute({
  method: 'get',
  path: '/incidents/{id}',
  summary: 'One incident, as last projected',
  middleware: requires('viewer'),
  request: { params: IdParam('id') },
  responses: { 200: json(IncidentView, 'The incident'), ...PROBLEMS },
});
const log = createRoute({
  method: 'get',
  path: '/incidents/{id}/log',
  summary: 'The event log of an incident: what it is made of, with its hash chain',
  middleware: requires('viewer'),
  request: { params: IdParam('id') },
  responses: {
    200: json(
      z.object({
        reducer: z.string(),
        state: z.unknown(),
        events: z.array(
          z.object({
            seq: z.int(),
            id: z.string(),
            type: z.string(),
            at: z.int(),
            body: z.unknown(),
            hash: z.string(),
          }),
        ),
      }),
      'Events in order',
    ),
    ...PROBLEMS,
  },
});
const release = createRoute({
  method: 'post',
  path: '/incidents/{id}/release',
  summary: 'Give back all that the incident holds, before its lease ends',
  middleware: requires('approver'),
  request: { params: IdParam('id'), ...body(Reason) },
  responses: { 200: json(PhaseView, 'The phase after the request was noted'), ...PROBLEMS },
});
const close = createRoute({
  method: 'post',
  path: '/incidents/{id}/close',
  summary: 'Close an incident that holds nothing',
  middleware: requires('analyst'),
  request: { params: IdParam('id'), ...body(Reason) },
  responses: { 200: json(PhaseView, 'The phase after the request was noted'), ...PROBLEMS },
});
const audit = createRoute({
  method: 'get',
  path: '/incidents/{id}/audit',
  summary: 'The audit bundle of an incident, verifiable offline',
  middleware: requires('viewer'),
  request: { params: IdParam('id') },
  responses: { 200: json(AuditBundleView, 'The bundle'), ...PROBLEMS },
});

export function incidentRoutes(app: ApiApp): void {
  app.openapi(list, async (c) => {
    const q = c.req.valid('query');
    return c.json(
      await listIncidents(c.get('deps').db, c.get('principal').org, {
        limit: q.limit,
        cursor: cursorFrom(q.cursor),
        phase: q.phase,
      }),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const found = await getIncident(c.get('deps').db, c.get('principal').org, c.req.valid('param').id);
    return c.json(found ?? fail('not_found', 'There is no such incident in this organisation.'), 200);
  });
  app.openapi(log, async (c) => {
    const { org } = c.get('principal');
    return c.json(unwrap(await c.get('deps').incidents.log({ v: 1, org, incident: c.req.valid('param').id })), 200);
  });
  app.openapi(release, async (c) => {
    const p = c.get('principal');
    const { reason } = Reason.parse(c.req.valid('json'));
    return c.json(
      unwrap(
        await c
          .get('deps')
          .incidents.release({ v: 1, org: p.org, incident: c.req.valid('param').id, actor: `user:${p.user}`, reason }),
      ),
      200,
    );
  });
  app.openapi(close, async (c) => {
    const p = c.get('principal');
    const { reason } = Reason.parse(c.req.valid('json'));
    return c.json(
      unwrap(
        await c
          .get('deps')
          .incidents.close({ v: 1, org: p.org, incident: c.req.valid('param').id, actor: `user:${p.user}`, reason }),
      ),
      200,
    );
  });
  app.openapi(audit, async (c) => {
    const { org } = c.get('principal');
    return c.json(unwrap(await c.get('deps').ledger.bundle({ v: 1, org, chain: c.req.valid('param').id })), 200);
  });
}
