import * as z from 'zod';
import { secondsOf, type Answer, type Verdict } from '../../connector.ts';
import { postJson, type Fetch } from '../../post.ts';

/** Where Slack's Web API is; a loopback address for tests and relays, as of a webhook. */
export const SlackApiUrl = z.string().refine(
  (text) => {
    const url = URL.parse(text);
    if (!url || url.username !== '' || url.password !== '' || url.search !== '' || !url.pathname.endsWith('/'))
      return false;
    if (url.protocol === 'https:') return ['slack.com', 'slack-gov.com'].includes(url.hostname) && url.port === '';
    return url.protocol === 'http:' && url.hostname === '127.0.0.1';
  },
  { error: 'must be https://slack.com/api/' },
);
export const SLACK_API = 'https://slack.com/api/';

/** `gone`: the message to be changed cannot be: it is posted anew. */
export type SlackAnswer =
  | { readonly kind: 'posted'; readonly ts: string; readonly channel: string }
  | { readonly kind: 'gone' }
  | Exclude<Verdict, { kind: 'ok' }>;

const Body = z.object({
  ok: z.boolean(),
  error: z.string().max(200).optional(),
  ts: z.string().max(40).optional(),
  channel: z.string().max(40).optional(),
});

/** docs.slack.dev/reference/methods/chat.update#errors */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);
/** The server's own troubles, of docs.slack.dev/reference/methods/chat.postMessage#errors; all others stay as they are. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

/** What an answer of `chat.postMessage` or `chat.update` means. Slack says 200 to nearly everything, and `ok: false` inside. */
export function classifyWebApi(answer: Answer): SlackAnswer {
  if (answer.status === 429)
    return { kind: 'retry', detail: 'Slack answered 429', afterSeconds: secondsOf(answer.retryAfter) };
  if (answer.status === 408 || answer.status >= 500)
    return { kind: 'retry', detail: `Slack answered ${answer.status}` };
  let json: unknown;
  try {
    json = JSON.parse(answer.body);
  } catch {
    return { kind: 'permanent', detail: `Slack answered ${answer.status}, not in its own form` };
  }
  const body = Body.safeParse(json);
  if (!body.success || answer.status >= 300)
    return { kind: 'permanent', detail: `Slack answered ${answer.status}, not in its own form` };
  const { ok, error, ts, channel } = body.data;
  if (ok)
    return ts === undefined || channel === undefined
      ? { kind: 'permanent', detail: 'Slack took the message and did not say where it is' }
      : { kind: 'posted', ts, channel };
  const word = /^[a-z_]{1,60}$/.exec(error ?? '')?.[0] ?? 'an error without a name';
  if (GONE.has(word)) return { kind: 'gone' };
  if (PASSING.has(word))
    return { kind: 'retry', detail: `Slack answered ${word}`, afterSeconds: secondsOf(answer.retryAfter) };
  return { kind: 'permanent', detail: `Slack answered ${word}${ADVICE[word] ?? ''}` };
}

/** What to do about the errors of a setting. */
const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel: ': invite the app into the channel',
  channel_not_found: ': set the channel’s id, and invite the app into it',
  is_archived: ': the channel is archived',
  invalid_auth: ': set the secret SLACK_BOT_TOKEN anew',
  token_revoked: ': set the secret SLACK_BOT_TOKEN anew',
  account_inactive: ': set the secret SLACK_BOT_TOKEN anew',
  missing_scope: ': give the app the scope chat:write',
};

export interface SlackApi {
  readonly fetch: Fetch;
  /** Ends in a slash */
  readonly url: string;
  readonly token: string;
}

/** One call of the Web API. Without an answer it is to be tried again: being told twice is the lesser evil. */
export async function callSlack(
  api: SlackApi,
  method: 'chat.postMessage' | 'chat.update',
  body: unknown,
): Promise<SlackAnswer> {
  const answer = await postJson(api.fetch, `${api.url}${method}`, body, { authorization: `Bearer ${api.token}` });
  return answer === undefined
    ? { kind: 'retry', detail: 'Slack could not be reached or did not answer in time' }
    : classifyWebApi(answer);
}
