import { createRoute, z } from '@hono/zod-openapi';
import { Principal } from '../../contracts/access.ts';
import { TreeHead } from '../../contracts/ledger.ts';
import { percentiles } from '../../kit/percentile.ts';
import { latencies, totals } from '../../storage/main/read/list.ts';
import { requires, unwrap, type ApiApp } from '../app.ts';
import { json, PROBLEMS } from '../schemas.ts';

const Spread = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() });
const Check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() });

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether this Worker answers; no credentials needed',
  responses: { 200: json(z.object({ ok: z.literal(true) }), 'It does') },
});
const ready = createRoute({
  method: 'get',
  path: '/ready',
  summary: 'Whether what the API stands on answers',
  middleware: requires('viewer'),
  responses: { 200: json(z.object({ ok: z.boolean(), checks: z.array(Check) }), 'All checks'), ...PROBLEMS },
});
const me = createRoute({
  method: 'get',
  path: '/me',
  summary: 'Who this key is',
  middleware: requires('viewer'),
  responses: { 200: json(Principal.openapi('Principal'), 'The caller'), ...PROBLEMS },
});
const stats = createRoute({
  method: 'get',
  path: '/stats',
  summary: 'Totals and latencies',
  middleware: requires('viewer'),
  request: { query: z.object({ since: z.coerce.number().int().min(0).default(0) }) },
  responses: {
    200: json(
      z.object({
        deliveries: z.int(),
        events: z.int(),
        duplicates: z.int(),
        rejected: z.int(),
        findings: z.int(),
        incidents: z.int(),
        deadLetters: z.int(),
        latencyMs: z.object({ acceptedToFinding: Spread, acceptedToIncident: Spread }),
      }),
      'Totals since `since` (ms); findings are all that are kept',
    ),
    ...PROBLEMS,
  },
});
const auditHead = createRoute({
  method: 'get',
  path: '/audit/head',
  summary: "The organisation's signed tree head",
  middleware: requires('viewer'),
  responses: { 200: json(TreeHead.openapi('TreeHead'), 'The head'), ...PROBLEMS },
});
const auditKeys = createRoute({
  method: 'get',
  path: '/audit/keys',
  summary: 'Public keys that tree heads verify under: note them down outside of Vedette',
  middleware: requires('viewer'),
  responses: { 200: json(z.record(z.string(), z.string()), 'keyId → raw Ed25519 public key, hex'), ...PROBLEMS },
});

export function systemRoutes(app: ApiApp): void {
  app.openapi(health, (c) => c.json({ ok: true as const }, 200));
  app.openapi(ready, async (c) => {
    const { db, ledger } = c.get('deps');
    const probe = async (name: string, run: () => Promise<unknown>): Promise<z.infer<typeof Check>> => {
      try {
        await run();
        return { name, ok: true };
      } catch {
        return { name, ok: false, detail: 'did not answer; see the logs of that Worker' };
      }
    };
    const checks = await Promise.all([
      probe('database', () => db.prepare('SELECT 1').first()),
      probe('ledger', () => ledger.publicKeys()),
    ]);
    return c.json({ ok: checks.every((x) => x.ok), checks: [{ name: 'gate', ok: true }, ...checks] }, 200);
  });
  app.openapi(me, (c) => c.json(c.get('principal'), 200));
  app.openapi(stats, async (c) => {
    const { db } = c.get('deps');
    const { org } = c.get('principal');
    const [sum, ms] = await Promise.all([totals(db, org, c.req.valid('query').since), latencies(db, org)]);
    return c.json(
      {
        ...sum,
        latencyMs: {
          acceptedToFinding: percentiles(ms.acceptedToFinding),
          acceptedToIncident: percentiles(ms.acceptedToIncident),
        },
      },
      200,
    );
  });
  app.openapi(auditHead, async (c) =>
    c.json(unwrap(await c.get('deps').ledger.head({ v: 1, org: c.get('principal').org })), 200),
  );
  app.openapi(auditKeys, async (c) => c.json(await c.get('deps').ledger.publicKeys(), 200));
}
