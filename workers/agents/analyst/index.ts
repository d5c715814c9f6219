import { InvestigationJob } from '../../../src/contracts/agents.ts';
import { reportOn, type Model } from '../../../src/investigate/analyst/report.ts';
import { consumeEach } from '../../../src/kit/consume.ts';
import { deterministicId } from '../../../src/kit/ids.ts';
import type { Env } from './env.ts';

/** `input/output` in US dollars a million tokens; what cannot be read counts as dear, so that a budget is not passed unseen. */
function pricesOf(text: string | undefined): { input: number; output: number } {
  const [input, output] = (text ?? '').split('/').map(Number);
  const price = (n: number | undefined, dear: number): number =>
    n !== undefined && Number.isFinite(n) && n > 0 ? n : dear;
  return { input: price(input, 15), output: price(output, 75) };
}

function modelOf(env: Env): Model | undefined {
  const apiKey = env.ANTHROPIC_API_KEY;
  if (!apiKey) return undefined;
  const config = {
    apiKey,
    model: env.ANTHROPIC_MODEL,
    ...(env.ANTHROPIC_BASE_URL ? { baseUrl: env.ANTHROPIC_BASE_URL } : {}),
  };
  return {
    name: env.ANTHROPIC_MODEL,
    usdPerMillion: pricesOf(env.ANTHROPIC_USD_PER_MILLION),
    ask: async (job, report) => {
      // Loaded when used: the SDK is most of the bundle, and without a key nothing of it runs.
      const { askModel } = await import('../../../src/investigate/analyst/model.ts');
      return askModel(config, job, report);
    },
  };
}

export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    await consumeEach(batch.queue, batch.messages, InvestigationJob, async (job) => {
      const report = await reportOn(job, modelOf(env));
      await env.REPORTS.send({
        v: 1,
        kind: 'analyst',
        id: deterministicId('ev', 'analyst', job.job),
        org: job.org,
        incident: job.incident,
        job: job.job,
        report,
        at: Date.now(),
      });
    });
  },
} satisfies ExportedHandler<Env>;
