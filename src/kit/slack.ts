/** Where Slack takes answers and webhooks: commercial and GovSlack. https://docs.slack.dev/govslack */
const HOOK_HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

/** Whether an address is one of Slack's own hooks, over TLS: nothing is ever posted to any other that a request names. */
export function isSlackHook(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username !== '' || url.password !== '' || url.port !== '') return false;
  return url.protocol === 'https:' && HOOK_HOSTS.has(url.hostname);
}

/**
 * Text as Slack shows it and nothing else: its three control characters escaped (docs.slack.dev/messaging/formatting-message-text),
 * so that `<!channel>`, `<@U…>` and `<https://…|bank>` stay letters; addresses made unclickable; cut without halving an entity.
 */
export function escapeSlack(text: string, max: number): string {
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

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Only `plain_text`: it knows no bold, no links, no mentions, whatever stands in it. Never empty, for Slack refuses that. */
export const plainText = (text: string, max: number) =>
  ({ type: 'plain_text', text: escapeSlack(text, max) || '–', emoji: false }) as const;

/** On every message: no markup, names or previews made of what it holds. */
export const AS_IT_IS = {
  mrkdwn: false,
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

/** Limits of Block Kit, characters: docs.slack.dev/reference/block-kit/blocks */
export const HEADER_MAX = 150;
export const TEXT_MAX = 3_000;
