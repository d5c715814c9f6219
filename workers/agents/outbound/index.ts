import { NotifyJob } from '../../../src/contracts/agents.ts';
import { consumeEach } from '../../../src/kit/consume.ts';
import { deliver } from '../../../src/notify/deliver.ts';
import { channelsOf } from '../../../src/notify/settings.ts';
import type { Env } from './env.ts';

export { NoticeBoard } from '../../../durable-objects/notice-board/notice-board.ts';

const writeLine = (line: string) => console.log(line);

export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    await consumeEach(batch.queue, batch.messages, NotifyJob, async (job) => {
      const channels = channelsOf(env, job.org);
      for (const fault of channels.faults)
        writeLine(JSON.stringify({ level: 'error', event: 'notify_setting', org: job.org, detail: fault }));
      const nowhere =
        channels.slack === undefined && channels.webhook === undefined && channels.pagerduty === undefined;
      // A line in the log is its own record. Nobody is waited for; the incident hears of what goes out to people.
      if (nowhere) await deliver({ fetch, writeLine }, job);
      else await env.NOTICE_BOARD.getByName(`${job.org}/${job.incident}`).take(job);
    });
  },
} satisfies ExportedHandler<Env>;
