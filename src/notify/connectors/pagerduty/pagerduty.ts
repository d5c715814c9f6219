import * as z from 'zod';
import type { NotifyJob } from '../../../contracts/agents.ts';
import type { Level } from '../../../contracts/common.ts';
import { oneLine } from '../../../kit/slack.ts';
import { secondsOf, type Answer, type Connector, type Verdict } from '../../connector.ts';
import { HEADLINE } from '../../headline.ts';

export const PAGERDUTY_EVENTS = 'https://events.pagerduty.com/v2/enqueue';

/** Where events go: PagerDuty's two regions, or a loopback address for tests. */
export const PagerDutyUrl = z.string().refine(
  (text) => {
    const url = URL.parse(text);
    if (!url || url.username !== '' || url.password !== '') return false;
    if (url.protocol === 'http:') return url.hostname === '127.0.0.1';
    return text === PAGERDUTY_EVENTS || text === 'https://events.eu.pagerduty.com/v2/enqueue';
  },
  { error: 'must be https://events.pagerduty.com/v2/enqueue or https://events.eu.pagerduty.com/v2/enqueue' },
);
/** Integration key of an Events API v2 integration. */
export const RoutingKey = z.string().regex(/^[A-Za-z0-9]{32}$/, 'a routing key has 32 letters and digits');

export type PagerAction = 'trigger' | 'acknowledge' | 'resolve';

/** PagerDuty's own four. */
const SEVERITY: Readonly<Record<Level, 'critical' | 'error' | 'warning' | 'info'>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
};

/** Characters of a summary: developer.pagerduty.com/docs/send-alert-event */
const SUMMARY_MAX = 1024;
const clean = (text: string, max: number): string =>
  oneLine(text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}]/gu, ' '))
    .slice(0, max)
    .toWellFormed();

/**
 * One event of the Events API v2. The incident's id is the dedup key, so that whatever is sent twice changes nothing twice. `key`
 * is a secret: the body is never logged. `link`: the incident in the dashboard.
 */
export function pagerEvent(action: PagerAction, m: NotifyJob, key: string, link: string | null) {
  const common = { routing_key: key, event_action: action, dedup_key: m.incident };
  if (action !== 'trigger') return common;
  return {
    ...common,
    payload: {
      summary: clean(`${HEADLINE[m.event]}: ${m.title}`, SUMMARY_MAX),
      source: 'vedette',
      severity: SEVERITY[m.severity],
      timestamp: new Date(m.at).toISOString(),
      component: m.incident,
      group: m.org,
      class: m.event,
      custom_details: { risk: m.risk, phase: m.phase, lines: m.lines.map((l) => clean(l, 300)) },
    },
    client: 'Vedette',
    ...(link === null ? {} : { client_url: link, links: [{ href: link, text: 'The incident in Vedette' }] }),
  };
}

/** developer.pagerduty.com/docs/events-api-v2-overview: 202 taken, 400 never, 429 and 5xx again after a while. */
function classify(answer: Answer): Verdict {
  if (answer.status === 202) return { kind: 'ok' };
  const detail = `PagerDuty answered ${answer.status}`;
  if (answer.status === 429) return { kind: 'retry', detail, afterSeconds: secondsOf(answer.retryAfter) };
  if (answer.status === 408 || answer.status >= 500) return { kind: 'retry', detail };
  return { kind: 'permanent', detail: answer.status === 400 ? `${detail}: look at the routing key` : detail };
}

export const pagerduty = {
  id: 'pagerduty',
  title: 'PagerDuty Events API v2',
  config: z.object({ url: PagerDutyUrl, routingKey: RoutingKey }),
  render: (m: NotifyJob) => pagerEvent('trigger', m, '', null),
  classify,
} satisfies Connector;
