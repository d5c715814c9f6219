import type { NotifyJob } from '../contracts/agents.ts';
import type { Verdict } from './connector.ts';
import { log } from './connectors/log/log.ts';
import { slack, SlackWebhookUrl } from './connectors/slack/slack.ts';
import { postJson, type Fetch } from './post.ts';

export interface DeliverDeps {
  /** Absent or empty: the log serves. */
  readonly slackWebhookUrl?: string | undefined;
  readonly fetch: Fetch;
  readonly writeLine: (line: string) => void;
}

export interface Delivery {
  readonly channel: string;
  readonly verdict: Verdict;
}

/**
 * Tells people by an incoming webhook, once. Those take no idempotency key: if an answer is lost, whether the message was
 * posted is unknown, and trying again may post it twice; being told twice is the lesser evil. Nothing returned or logged
 * holds the webhook's address, which is a secret.
 */
export async function deliver(deps: DeliverDeps, job: NotifyJob): Promise<Delivery> {
  if (!deps.slackWebhookUrl) {
    deps.writeLine(JSON.stringify(log.render(job)));
    return { channel: log.id, verdict: { kind: 'ok' } };
  }
  const url = SlackWebhookUrl.safeParse(deps.slackWebhookUrl);
  if (!url.success) {
    deps.writeLine(JSON.stringify(log.render(job)));
    const detail =
      'the secret SLACK_WEBHOOK_URL does not begin with https://hooks.slack.com/; the message is in the log';
    return { channel: slack.id, verdict: { kind: 'permanent', detail } };
  }
  const answer = await postJson(deps.fetch, url.data, slack.render(job));
  const verdict: Verdict =
    answer === undefined
      ? { kind: 'retry', detail: 'Slack could not be reached or did not answer in time' }
      : slack.classify(answer);
  return { channel: slack.id, verdict };
}
