import type { NotifyJob } from '../../src/contracts/agents.ts';
import { SECOND_MS } from '../../src/kit/clock.ts';
import { AFTER, compareJobs, foldPager, pagerStep, type PagerState } from '../../src/notify/board/fold.ts';
import type { Verdict } from '../../src/notify/connector.ts';
import { pagerduty, pagerEvent, type PagerAction } from '../../src/notify/connectors/pagerduty/pagerduty.ts';
import { deliver } from '../../src/notify/deliver.ts';
import { postJson } from '../../src/notify/post.ts';
import { Pace, REPORT_AGAIN_MS, reportJobs, type Due, type PassDeps } from './channel.ts';

/** Slack takes about one message a second from a webhook. */
const WEBHOOK_EVERY_MS = SECOND_MS;

/** One notice by the incoming webhook, the earliest that was not told. */
export async function webhookPass(deps: PassDeps, jobs: readonly NotifyJob[]): Promise<Due> {
  const { store, now } = deps;
  if (deps.channels.webhook === undefined) return undefined;
  const pace = new Pace(store, 'webhook');
  const waiting = jobs.filter((j) => !store.isTold('slack', j.job)).toSorted(compareJobs);
  const job = waiting[0];
  if (job === undefined) return undefined;
  if (pace.until > now()) return pace.until;
  // Delivered, and only its report was not taken: it is not posted again.
  let verdict: Verdict = { kind: 'ok' };
  if (store.meta('posted') !== job.job)
    ({ verdict } = await deliver(
      { slackWebhookUrl: deps.channels.webhook, fetch: deps.fetch, writeLine: deps.writeLine },
      job,
    ));
  if (verdict.kind === 'retry') {
    const due = pace.failed(now(), verdict.afterSeconds);
    if (due !== undefined) return due;
  }
  pace.worked();
  if (verdict.kind === 'ok') store.setMeta('posted', job.job);
  if (!(await reportJobs(deps, 'slack', [job], verdict.kind === 'ok' ? undefined : verdict.detail)))
    return now() + REPORT_AGAIN_MS;
  pace.restUntil(now() + WEBHOOK_EVERY_MS);
  return waiting.length > 1 ? pace.until : undefined;
}

/** The notice that an event of PagerDuty is about. */
const causeOf = (action: PagerAction, jobs: readonly NotifyJob[], called: NotifyJob | undefined) => {
  if (action === 'trigger') return called;
  const events: readonly NotifyJob['event'][] = action === 'acknowledge' ? ['acknowledged'] : ['closed', 'merged'];
  return jobs
    .filter((j) => events.includes(j.event))
    .toSorted(compareJobs)
    .at(-1);
};

/** At most: a call, its acknowledgement, its end. */
const STEPS_A_PASS = 3;

/** Brings PagerDuty's incident nearer to what is so. */
export async function pagerPass(deps: PassDeps, jobs: readonly NotifyJob[]): Promise<Due> {
  const { store, now, channels } = deps;
  const settings = channels.pagerduty;
  if (settings === undefined) return undefined;
  const pace = new Pace(store, 'pagerduty');
  if (pace.until > now()) return pace.until;
  const wanted = foldPager(jobs);
  for (let i = 0; i < STEPS_A_PASS; i++) {
    const action = pagerStep((store.meta('pager') ?? 'none') as PagerState, wanted.state);
    const cause = action === undefined ? undefined : causeOf(action, jobs, wanted.cause);
    if (action === undefined || cause === undefined) return undefined;
    const link = channels.dashboard === null ? null : `${channels.dashboard}/incidents/${cause.incident}`;
    const answer = await postJson(deps.fetch, settings.url, pagerEvent(action, cause, settings.routingKey, link));
    const verdict: Verdict =
      answer === undefined
        ? { kind: 'retry', detail: 'PagerDuty could not be reached or did not answer in time' }
        : pagerduty.classify(answer);
    const due = verdict.kind === 'retry' ? pace.failed(now(), verdict.afterSeconds) : undefined;
    if (due !== undefined) return due;
    pace.worked();
    if (verdict.kind === 'ok') store.setMeta('pager', AFTER[action]);
    const reported = await reportJobs(deps, 'pagerduty', [cause], verdict.kind === 'ok' ? undefined : verdict.detail);
    if (!reported) return now() + REPORT_AGAIN_MS;
    // Refused for good, or for too long: the next notice tries again.
    if (verdict.kind !== 'ok') return undefined;
  }
  return undefined;
}
