import { createRoute, z } from '@hono/zod-openapi';
import { ActionView } from '../../contracts/incident.ts';
import { listActions, listDeadLetters, listDeliveries } from '../../storage/main/read/list.ts';
import { requires, unwrap, type ApiApp } from '../app.ts';
import { cursorFrom } from '../page.ts';
import { IdParam, json, pageOf, PageQuery, PROBLEMS } from '../schemas.ts';

const Remediation = ActionView.extend({ incident: z.string() }).openapi('Remediation');
const Delivery = z
  .object({
    id: z.string(),
    sourceId: z.string(),
    kind: z.string(),
    acceptedAt: z.int(),
    processedAt: z.int(),
    bytes: z.int(),
    events: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    findings: z.int(),
    verdict: z.string(),
    blockKey: z.string(),
  })
  .openapi('Delivery');
const DeadLetter = z
  .object({
    id: z.string(),
    kind: z.string(),
    origin: z.string(),
    reason: z.string(),
    place: z.string().nullable(),
    delivery: z.string().nullable(),
    at: z.int(),
    attempts: z.int(),
    replayedAt: z.int().nullable(),
  })
  .openapi('DeadLetter');

const remediations = createRoute({
  method: 'get',
  path: '/remediations',
  summary: 'Actions taken in AWS, last changed first',
  middleware: requires('viewer'),
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Remediation), 'A page of actions'), ...PROBLEMS },
});
const deliveries = createRoute({
  method: 'get',
  path: '/deliveries',
  summary: 'What senders delivered and what became of it',
  middleware: requires('viewer'),
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Delivery), 'A page of deliveries'), ...PROBLEMS },
});
const deadLetters = createRoute({
  method: 'get',
  path: '/dead-letters',
  summary: 'What could not be processed, with the reason',
  middleware: requires('viewer'),
  request: { query: PageQuery },
  responses: { 200: json(pageOf(DeadLetter), 'A page of dead letters'), ...PROBLEMS },
});
const replay = createRoute({
  method: 'post',
  path: '/dead-letters/{id}/replay',
  summary: 'Process a dead letter again, from what was kept',
  middleware: requires('analyst'),
  request: { params: IdParam('id') },
  responses: { 200: json(z.object({ replayed: z.literal(true) }), 'Replayed'), ...PROBLEMS },
});

export function recordRoutes(app: ApiApp): void {
  app.openapi(remediations, async (c) => {
    const q = c.req.valid('query');
    return c.json(
      await listActions(c.get('deps').db, c.get('principal').org, { limit: q.limit, cursor: cursorFrom(q.cursor) }),
      200,
    );
  });
  app.openapi(deliveries, async (c) => {
    const q = c.req.valid('query');
    return c.json(
      await listDeliveries(c.get('deps').db, c.get('principal').org, { limit: q.limit, cursor: cursorFrom(q.cursor) }),
      200,
    );
  });
  app.openapi(deadLetters, async (c) => {
    const q = c.req.valid('query');
    return c.json(
      await listDeadLetters(c.get('deps').db, c.get('principal').org, { limit: q.limit, cursor: cursorFrom(q.cursor) }),
      200,
    );
  });
  app.openapi(replay, async (c) => {
    const p = c.get('principal');
    return c.json(
      unwrap(
        await c
          .get('deps')
          .deadLetters.replay({ v: 1, org: p.org, id: c.req.valid('param').id, actor: `user:${p.user}` }),
      ),
      200,
    );
  });
}
