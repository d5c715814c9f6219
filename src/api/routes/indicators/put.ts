import { z } from '@hono/zod-openapi';
import { Indicator } from '../../../contracts/agents.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';

/** Reads at most this much of a list; a million indicators are a later store's business. */
const INDICATORS_MAX_BYTES = 5_000_000;

function checkIndicator(line: string, number: number): void {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    fail('malformed', `Line ${number} is not JSON; one indicator a line.`, { field: `line ${number}` });
  }
  const parsed = Indicator.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    fail('malformed', `Line ${number}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not an indicator'}.`, {
      field: `line ${number}`,
    });
  }
}

export const putIndicators = route({
  method: 'put',
  path: '/indicators',
  tag: 'Indicators',
  summary: 'Replace the list of indicators: NDJSON, one a line',
  access: 'admin',
  body: z.string(),
  mediaType: 'application/x-ndjson',
  answer: z.object({ indicators: z.int() }),
  answerDescription: 'How many are in force',
  handle: async ({ c, deps, principal }) => {
    const text = new TextDecoder().decode(await c.req.arrayBuffer());
    if (text.length > INDICATORS_MAX_BYTES)
      fail('too_large', `A list has at most ${INDICATORS_MAX_BYTES} bytes; split it or drop expired ones.`);
    const lines = text.split('\n').filter((l) => l.trim() !== '');
    for (const [i, line] of lines.entries()) checkIndicator(line, i + 1);
    await deps.indicators.put(`indicators/${principal.org}.ndjson`, lines.join('\n'));
    return { indicators: lines.length };
  },
});
