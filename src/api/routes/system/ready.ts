import { z } from '@hono/zod-openapi';
import { route } from '../../http/route.ts';

const Check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() });

async function probe(name: string, run: () => Promise<unknown>): Promise<z.infer<typeof Check>> {
  try {
    await run();
    return { name, ok: true };
  } catch {
    return { name, ok: false, detail: 'did not answer; see the logs of that Worker' };
  }
}

export const ready = route({
  method: 'get',
  path: '/ready',
  tag: 'System',
  summary: 'Whether what the API stands on answers',
  access: 'viewer',
  answer: z.object({ ok: z.boolean(), checks: z.array(Check) }),
  handle: async ({ deps }) => {
    const checks = await Promise.all([
      probe('database', () => deps.db.prepare('SELECT 1').first()),
      probe('ledger', () => deps.ledger.publicKeys()),
    ]);
    // The gate answered already: it signed the caller in.
    return { ok: checks.every((x) => x.ok), checks: [{ name: 'gate', ok: true }, ...checks] };
  },
});
