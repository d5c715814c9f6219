import * as z from 'zod';
import { OrgId } from '../contracts/common.ts';
import { PAGERDUTY_EVENTS, PagerDutyUrl, RoutingKey } from './connectors/pagerduty/pagerduty.ts';
import { SLACK_API, SlackApiUrl } from './connectors/slack/web-api.ts';

/** What the outbound Worker is set to; see docs/slack.md and docs/pagerduty.md. */
export interface NotifyEnv {
  readonly SLACK_BOT_TOKEN?: string;
  readonly SLACK_CHANNEL?: string;
  readonly SLACK_CHANNELS?: string;
  readonly SLACK_API_URL?: string;
  readonly SLACK_WEBHOOK_URL?: string;
  readonly PAGERDUTY_ROUTING_KEY?: string;
  readonly PAGERDUTY_ROUTING_KEYS?: string;
  readonly PAGERDUTY_EVENTS_URL?: string;
  readonly CONSOLE_ORIGIN?: string;
}

/** Where the notices of one organisation go. */
export interface Channels {
  readonly slack?: { readonly token: string; readonly channel: string; readonly url: string };
  /** The fallback: messages that are never brought up to date */
  readonly webhook?: string;
  readonly pagerduty?: { readonly routingKey: string; readonly url: string };
  /** Origin of the dashboard, or null */
  readonly dashboard: string | null;
  /** Settings that are not as they must be, in words without their values: what they are for is off. */
  readonly faults: readonly string[];
}

/** By id: a name may come to mean another channel, and `chat.update` takes ids alone. */
const SlackChannel = z.string().regex(/^[CGD][A-Z0-9]{2,19}$/);
const BotToken = z.string().regex(/^xox[a-z.]*-[A-Za-z0-9.-]{5,}$/);
const Origin = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && url.origin === text && (url.protocol === 'https:' || url.hostname === 'localhost');
});

const isSet = (text: string | undefined): text is string => text !== undefined && text !== '';

/** One organisation's value: out of the map where one is set, and then out of nothing else. `undefined`: it has none. */
function own(
  schema: z.ZodType<string>,
  org: string,
  names: { readonly map: string; readonly one: string },
  values: { readonly map: string | undefined; readonly one: string | undefined },
  faults: string[],
): string | undefined {
  if (isSet(values.map)) {
    let json: unknown;
    try {
      json = JSON.parse(values.map);
    } catch {
      json = undefined;
    }
    const map = z.record(OrgId, schema).safeParse(json);
    if (!map.success) {
      faults.push(`${names.map} is not JSON of organisations and their values: nothing goes by it`);
      return undefined;
    }
    return Object.hasOwn(map.data, org) ? map.data[org] : undefined;
  }
  if (!isSet(values.one)) return undefined;
  const one = schema.safeParse(values.one);
  if (!one.success) faults.push(`${names.one} is not as it must be: nothing goes by it`);
  return one.success ? one.data : undefined;
}

/** A setting with a default, or `undefined` with a fault where it is set to what it must not be. */
function or(schema: z.ZodType<string>, value: string | undefined, fallback: string, name: string, faults: string[]) {
  const parsed = schema.safeParse(isSet(value) ? value : fallback);
  if (!parsed.success) faults.push(`${name} is not an address that it may be`);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Where the notices of an organisation go. Where a map of organisations is set, an organisation that is not in it is sent nowhere:
 * nothing of one reaches the channel of another. Values are never repeated in `faults`.
 */
export function channelsOf(env: NotifyEnv, org: string): Channels {
  const faults: string[] = [];
  const channel = own(
    SlackChannel,
    org,
    { map: 'SLACK_CHANNELS', one: 'SLACK_CHANNEL' },
    { map: env.SLACK_CHANNELS, one: env.SLACK_CHANNEL },
    faults,
  );
  const token = isSet(env.SLACK_BOT_TOKEN) ? BotToken.safeParse(env.SLACK_BOT_TOKEN) : undefined;
  if (token?.success === false) faults.push('SLACK_BOT_TOKEN does not begin with xoxb-');
  if (token?.success === true && !isSet(env.SLACK_CHANNEL) && !isSet(env.SLACK_CHANNELS))
    faults.push('SLACK_BOT_TOKEN is set and no channel is: set SLACK_CHANNEL or SLACK_CHANNELS');
  const slackUrl = or(SlackApiUrl, env.SLACK_API_URL, SLACK_API, 'SLACK_API_URL', faults);
  const routingKey = own(
    RoutingKey,
    org,
    { map: 'PAGERDUTY_ROUTING_KEYS', one: 'PAGERDUTY_ROUTING_KEY' },
    { map: env.PAGERDUTY_ROUTING_KEYS, one: env.PAGERDUTY_ROUTING_KEY },
    faults,
  );
  const pagerUrl = or(PagerDutyUrl, env.PAGERDUTY_EVENTS_URL, PAGERDUTY_EVENTS, 'PAGERDUTY_EVENTS_URL', faults);
  const origin = isSet(env.CONSOLE_ORIGIN) ? Origin.safeParse(env.CONSOLE_ORIGIN) : undefined;
  if (origin?.success === false) faults.push('CONSOLE_ORIGIN is not an https origin');
  const bot = token?.success === true && channel !== undefined && slackUrl !== undefined;
  return {
    ...(bot ? { slack: { token: token.data, channel, url: slackUrl } } : {}),
    // One address for all: not where organisations have channels of their own.
    ...(!bot && isSet(env.SLACK_WEBHOOK_URL) && !isSet(env.SLACK_CHANNELS) ? { webhook: env.SLACK_WEBHOOK_URL } : {}),
    ...(routingKey !== undefined && pagerUrl !== undefined ? { pagerduty: { routingKey, url: pagerUrl } } : {}),
    dashboard: origin?.success === true ? origin.data : null,
    faults,
  };
}
