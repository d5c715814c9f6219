import { createRoute, z } from '@hono/zod-openapi';
import { getFinding, listFindings } from '../../storage/main/read/list.ts';
import { fail, requires, type ApiApp } from '../app.ts';
import { cursorFrom } from '../page.ts';
import { IdParam, json, pageOf, PageQuery, PROBLEMS } from '../schemas.ts';
import { FindingView } from '../views.ts';

const list = createRoute({
  method: 'get',
  path: '/findings',
  summary: 'Findings, newest first',
  middleware: requires('viewer'),
  request: {
    query: PageQuery.extend({
      incident: z.string().max(80).optional(),
      min_severity: z.coerce.number().int().min(1).max(5).optional(),
    }),
  },
  responses: { 200: json(pageOf(FindingView), 'A page of findings'), ...PROBLEMS },
});

const one = createRoute({
  method: 'get',
  path: '/findings/{id}',
  summary: 'One finding with its evidence',
  middleware: requires('viewer'),
  request: { params: IdParam('id') },
  responses: { 200: json(FindingView, 'The finding'), ...PROBLEMS },
});

export function findingRoutes(app: ApiApp): void {
  app.openapi(list, async (c) => {
    const q = c.req.valid('query');
    const { org } = c.get('principal');
    return c.json(
      await listFindings(c.get('deps').db, org, {
        limit: q.limit,
        cursor: cursorFrom(q.cursor),
        incident: q.incident,
        minSeverity: q.min_severity,
      }),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const found = await getFinding(c.get('deps').db, c.get('principal').org, c.req.valid('param').id);
    return c.json(found ?? fail('not_found', 'There is no such finding in this organisation.'), 200);
  });
}
