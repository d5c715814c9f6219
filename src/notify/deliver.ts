import type { NotifyJob } from '../contracts/agents.ts';
import type { Verdict } from './connector.ts';
import { log } from './connectors/log/log.ts';
import { slack, SlackWebhookUrl } from './connectors/slack/slack.ts';

export interface DeliverDeps {
  /** Absent or empty: the log serves. */
  readonly slackWebhookUrl?: string | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly writeLine: (line: string) => void;
}

export interface Delivery {
  readonly channel: string;
  readonly verdict: Verdict;
}

/** Slack mostly answers within a second. */
const TIMEOUT_MS = 10_000;
const BODY_MAX_CHARS = 200;

/**
 * Tells people, once. Slack's incoming webhooks take no idempotency key: if an answer is lost, whether the message was
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
  return { channel: slack.id, verdict: await post(deps, url.data, job) };
}

async function post(deps: DeliverDeps, url: string, job: NotifyJob): Promise<Verdict> {
  try {
    const response = await deps.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(slack.render(job)),
      // A redirect would carry the message to an address that nobody allowed.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.text()).slice(0, BODY_MAX_CHARS);
    return slack.classify({ status: response.status, retryAfter: response.headers.get('retry-after'), body });
  } catch {
    // The error may name the address.
    return { kind: 'retry', detail: 'Slack could not be reached or did not answer in time' };
  }
}
