import * as z from 'zod';
import type { NotifyJob } from '../../../contracts/agents.ts';
import { AS_IT_IS, escapeSlack, HEADER_MAX, isSlackHook, oneLine, plainText, TEXT_MAX } from '../../../kit/slack.ts';
import { HEADLINE } from '../../headline.ts';
import { secondsOf, type Answer, type Connector, type Verdict } from '../../connector.ts';

/**
 * Where an incoming webhook may live: at Slack, over TLS. A loopback address is let through for tests and local relays:
 * deployed, it leads nowhere, so that a wrong setting cannot carry incidents to a third party.
 */
export const SlackWebhookUrl = z.string().refine(
  (text) => {
    if (isSlackHook(text)) return true;
    const url = URL.parse(text);
    return url?.protocol === 'http:' && url.hostname === '127.0.0.1' && url.username === '' && url.password === '';
  },
  { error: 'must begin with https://hooks.slack.com/' },
);

function render(m: NotifyJob) {
  const title = oneLine(m.title);
  const headline = `${HEADLINE[m.event]}: ${title}`;
  const lines = m.lines.map((l) => `• ${oneLine(l)}`).join('\n');
  return {
    // What notifications show; without markup, names or previews made of it.
    text: escapeSlack(headline, TEXT_MAX),
    ...AS_IT_IS,
    blocks: [
      { type: 'header', text: plainText(headline, HEADER_MAX) },
      {
        type: 'section',
        fields: [
          plainText(`Severity: ${m.severity}`, 200),
          plainText(`Risk: ${m.risk} of 100`, 200),
          plainText(`Phase: ${oneLine(m.phase)}`, 200),
          plainText(`Incident: ${m.incident}`, 200),
        ],
      },
      ...(lines === '' ? [] : [{ type: 'section', text: plainText(lines, TEXT_MAX) }]),
      // The job's id shows a message that came twice for what it is.
      { type: 'context', elements: [plainText(`${m.org} · ${new Date(m.at).toISOString()} · ${m.job}`, 300)] },
    ],
  };
}

/** Statuses of docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; bodies there are short words such as `no_service`. */
function classify(answer: Answer): Verdict {
  if (answer.status >= 200 && answer.status < 300) return { kind: 'ok' };
  const word = /^[a-z_]{1,40}$/.exec(answer.body.trim())?.[0];
  const detail = `Slack answered ${answer.status}${word === undefined ? '' : ` ${word}`}`;
  if (answer.status === 429) return { kind: 'retry', detail, afterSeconds: secondsOf(answer.retryAfter) };
  if (answer.status === 408 || answer.status >= 500) return { kind: 'retry', detail };
  return { kind: 'permanent', detail };
}

export const slack = {
  id: 'slack',
  title: 'Slack incoming webhook',
  config: z.object({ url: SlackWebhookUrl }),
  render,
  classify,
} satisfies Connector;
