import { z } from 'zod';
import type { NotifyJob } from '../../../contracts/agents.ts';
import type { Answer, Connector, Verdict } from '../../connector.ts';

const HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

/**
 * Where an incoming webhook may live: at Slack, over TLS. A loopback address is let through for tests and local relays:
 * deployed, it leads nowhere, so that a wrong setting cannot carry incidents to a third party.
 */
export const SlackWebhookUrl = z.string().refine(
  (text) => {
    const url = URL.parse(text);
    if (!url || url.username !== '' || url.password !== '') return false;
    if (url.protocol === 'https:') return HOSTS.has(url.hostname) && url.port === '';
    return url.protocol === 'http:' && url.hostname === '127.0.0.1';
  },
  { error: 'must begin with https://hooks.slack.com/' },
);

/** Limits of Block Kit: docs.slack.dev/reference/block-kit/blocks (header 150, text 3,000 characters). */
const HEADER_MAX = 150;
const TEXT_MAX = 3_000;

const HEADLINE: Record<NotifyJob['event'], string> = {
  opened: 'Incident opened',
  approval_needed: 'Approval needed',
  contained: 'Contained and verified',
  released: 'Released and verified',
  escalated: 'Needs a person',
  closed: 'Incident closed',
};

/**
 * Text as Slack shows it and nothing else: its three control characters escaped (docs.slack.dev/messaging/formatting-message-text),
 * so that `<!channel>`, `<@U…>` and `<https://…|bank>` stay letters; addresses made unclickable; cut without halving an entity.
 */
export function escapeText(text: string, max: number): string {
  const safe = text
    .toWellFormed()
    .replaceAll(/[\p{Cf}]/gu, '')
    // Line feeds are ours alone where they are wanted; every other control goes.
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .replaceAll(/\b(h)tt(ps?:\/\/)/gi, '$1xx$2');
  let out = '';
  for (const char of safe) {
    const piece = char === '&' ? '&amp;' : char === '<' ? '&lt;' : char === '>' ? '&gt;' : char;
    if (out.length + piece.length > max - 1) return `${out}…`;
    out += piece;
  }
  return out;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Only `plain_text`: it knows no bold, no links, no mentions, whatever stands in it. */
const plain = (text: string, max: number) => ({ type: 'plain_text', text: escapeText(text, max) || '–', emoji: false });

function render(m: NotifyJob) {
  const title = oneLine(m.title);
  const headline = `${HEADLINE[m.event]}: ${title}`;
  const lines = m.lines.map((l) => `• ${oneLine(l)}`).join('\n');
  return {
    // What notifications show; without markup, names or previews made of it.
    text: escapeText(headline, TEXT_MAX),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(headline, HEADER_MAX) },
      {
        type: 'section',
        fields: [
          plain(`Severity: ${m.severity}`, 200),
          plain(`Risk: ${m.risk} of 100`, 200),
          plain(`Phase: ${oneLine(m.phase)}`, 200),
          plain(`Incident: ${m.incident}`, 200),
        ],
      },
      ...(lines === '' ? [] : [{ type: 'section', text: plain(lines, TEXT_MAX) }]),
      // The job's id shows a message that came twice for what it is.
      { type: 'context', elements: [plain(`${m.org} · ${new Date(m.at).toISOString()} · ${m.job}`, 300)] },
    ],
  };
}

/** Longest wait that an answer may ask for, s: queues hold a message back for up to 12 hours, people do not. */
const RETRY_AFTER_MAX_SECONDS = 900;
const RETRY_AFTER_DEFAULT_SECONDS = 30;

/** Statuses of docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; bodies there are short words such as `no_service`. */
function classify(answer: Answer): Verdict {
  if (answer.status >= 200 && answer.status < 300) return { kind: 'ok' };
  const word = /^[a-z_]{1,40}$/.exec(answer.body.trim())?.[0];
  const detail = `Slack answered ${answer.status}${word === undefined ? '' : ` ${word}`}`;
  if (answer.status === 429) {
    const seconds = Number.parseInt(answer.retryAfter ?? '', 10);
    const wanted = Number.isFinite(seconds) && seconds >= 0 ? seconds : RETRY_AFTER_DEFAULT_SECONDS;
    return { kind: 'retry', detail, afterSeconds: Math.min(RETRY_AFTER_MAX_SECONDS, Math.max(1, wanted)) };
  }
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
