import { createAwsClient } from '../../../src/aws/client.ts';
import { InvestigationJob } from '../../../src/contracts/agents.ts';
import type { AwsCredentials } from '../../../src/contracts/aws.ts';
import { connect } from '../../../src/investigate/inspect/connect.ts';
import { inspect } from '../../../src/investigate/inspect/inspect.ts';
import { consumeEach } from '../../../src/kit/consume.ts';
import { deterministicId } from '../../../src/kit/ids.ts';
import type { Env } from './env.ts';
import { RememberedRefusals } from './refusals.ts';

const refusals = new RememberedRefusals();

export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    const clientFor = (credentials: AwsCredentials) => createAwsClient({ credentials, endpoint: env.AWS_ENDPOINT_URL });
    const gate = refusals.over(env.READ_CREDENTIALS);
    await consumeEach(batch.queue, batch.messages, InvestigationJob, async (job, message) => {
      const report = await inspect(
        {
          connect: (account) => connect({ gate, clientFor }, job, account, message.attempts),
          evidence: {
            // Named by its digest: what is there already is the same.
            put: async (key, text) => {
              await env.EVIDENCE.put(key, text, {
                onlyIf: new Headers({ 'if-none-match': '*' }),
                httpMetadata: { contentType: 'application/json' },
              });
            },
          },
          now: Date.now,
        },
        job,
      );
      await env.REPORTS.send({
        v: 1,
        kind: 'inspector',
        id: deterministicId('ev', 'inspector', job.job),
        org: job.org,
        incident: job.incident,
        job: job.job,
        report,
        at: Date.now(),
      });
    });
  },
} satisfies ExportedHandler<Env>;
