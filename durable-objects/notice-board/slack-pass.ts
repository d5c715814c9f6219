import type { NotifyJob } from '../../src/contracts/agents.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/kit/clock.ts';
import { digestOf } from '../../src/kit/crypto.ts';
import { compareJobs, foldBoard, nextExpiry } from '../../src/notify/board/fold.ts';
import { isSpoken, messagesOf, noteMessage, type BoardMessage } from '../../src/notify/board/messages.ts';
import { callSlack, type SlackAnswer, type SlackApi } from '../../src/notify/connectors/slack/web-api.ts';
import { Pace, REPORT_AGAIN_MS, reportJobs, type Due, type PassDeps } from './channel.ts';

const CHANNEL = 'slack';
/** The newest state wins: what happens within it is one update. */
export const PASS_EVERY_MS = 2 * SECOND_MS;
/** Slack takes about one message a second and channel, and short bursts: docs.slack.dev/apis/web-api/rate-limits */
const CALLS_A_PASS = 3;
/** Notices that one message of the thread takes at most: each has up to 16 lines. */
const NOTES_A_MESSAGE = 8;
/** An incident that has this many messages in its thread within an hour says more only once a minute. */
const NOTES_AN_HOUR = 30;
const FLOOD_PAUSE_MS = MINUTE_MS;

/** Brings what stands in Slack nearer to what is so: a few calls, then rest. */
export async function slackPass(deps: PassDeps, jobs: readonly NotifyJob[]): Promise<Due> {
  const { slack } = deps.channels;
  const newest = jobs[0];
  if (slack === undefined || newest === undefined) return undefined;
  const pace = new Pace(deps.store, CHANNEL);
  const now = deps.now();
  if (pace.until > now) return pace.until;
  return new SlackPass(deps, { fetch: deps.fetch, url: slack.url, token: slack.token }, slack.channel, pace).run(jobs);
}

class SlackPass {
  private calls = 0;
  private error: string | undefined;
  private readonly deps: PassDeps;
  private readonly api: SlackApi;
  private readonly channel: string;
  private readonly pace: Pace;
  constructor(deps: PassDeps, api: SlackApi, channel: string, pace: Pace) {
    this.deps = deps;
    this.api = api;
    this.channel = channel;
    this.pace = pace;
  }

  async run(jobs: readonly NotifyJob[]): Promise<Due> {
    const { store, channels, now } = this.deps;
    const board = foldBoard(jobs, now());
    if (board === undefined) return undefined;
    const { incident } = board.newest;
    const link = channels.dashboard === null ? null : `${channels.dashboard}/incidents/${incident}`;
    const asking = new Set(board.plans.filter((p) => p.state === 'asking').map((p) => `plan:${p.plan.id}`));
    for (const message of messagesOf(board, link)) {
      const sent = store.sent(message.key);
      // Decided before anybody was asked here: the incident's message says so.
      if (sent === undefined && message.key !== 'incident' && !asking.has(message.key)) continue;
      const due = await this.keep(message, asking.has(message.key));
      if (due !== undefined) return due;
    }
    const due = await this.say(jobs);
    if (due !== undefined) return due;
    if (this.calls > 0) this.pace.restUntil(now() + PASS_EVERY_MS);
    const error = this.error ?? store.meta('error:slack');
    if (!(await reportJobs(this.deps, CHANNEL, jobs, error))) return now() + REPORT_AGAIN_MS;
    store.setMeta('error:slack', undefined);
    return nextExpiry(board);
  }

  private get root(): string | null {
    return this.deps.store.sent('incident')?.ts ?? null;
  }

  /** Posts a message, or changes it where it stands and says something else now. */
  private async keep(message: BoardMessage, isAsked: boolean): Promise<Due> {
    const { store } = this.deps;
    const { key, content } = message;
    const digest = digestOf(content);
    const sent = store.sent(key);
    const isRoot = key === 'incident';
    if (sent?.digest === digest || (!isRoot && this.root === null)) return undefined;
    const stands = sent !== undefined && sent.ts !== null && sent.channel !== null;
    const answer = await this.call(stands ? 'chat.update' : 'chat.postMessage', {
      ...content,
      ...(stands ? { channel: sent.channel, ts: sent.ts } : { channel: this.channel }),
      ...(isRoot || stands ? {} : { thread_ts: this.root }),
    });
    if (answer === 'later') return this.pace.until;
    switch (answer.kind) {
      case 'posted':
        store.setSent(key, { ts: answer.ts, channel: answer.channel, digest }, this.deps.now());
        return undefined;
      case 'gone':
        // Somebody took it away: it is posted anew, unless nobody needs it any more.
        if (isRoot || isAsked) store.forget(key);
        else store.setSent(key, { ts: null, channel: null, digest }, this.deps.now());
        this.pace.restUntil(this.deps.now() + PASS_EVERY_MS);
        return this.pace.until;
      case 'retry':
        return this.failed(answer, () => this.giveUp(key, digest, answer.detail));
      default:
        this.giveUp(key, digest, answer.detail);
        return undefined;
    }
  }

  private giveUp(key: string, digest: string, detail: string): void {
    const { store } = this.deps;
    const sent = store.sent(key);
    store.setSent(key, { ts: sent?.ts ?? null, channel: sent?.channel ?? null, digest }, this.deps.now());
    this.note(detail);
  }

  /** What is wrong outlives this pass: jobs are reported once all is settled, perhaps in a later one. */
  private note(detail: string): void {
    this.error = detail;
    this.deps.store.setMeta('error:slack', detail);
  }

  /** Says in the thread what was not said yet, all in one. */
  private async say(jobs: readonly NotifyJob[]): Promise<Due> {
    const { store, now } = this.deps;
    const waiting = jobs.filter((j) => isSpoken(j) && store.sent(`note:${j.job}`) === undefined).toSorted(compareJobs);
    const notes = waiting.slice(0, NOTES_A_MESSAGE);
    if (notes.length === 0) return undefined;
    const mark = (ts: string | null, channel: string | null) => {
      for (const n of notes) store.setSent(`note:${n.job}`, { ts, channel, digest: '' }, now());
    };
    if (this.root === null) {
      mark(null, null);
      return undefined;
    }
    const quietUntil = Number(store.meta('note') ?? 0) + FLOOD_PAUSE_MS;
    if (store.notesSince(now() - HOUR_MS) >= NOTES_AN_HOUR && quietUntil > now()) return quietUntil;
    const answer = await this.call('chat.postMessage', {
      ...noteMessage(notes),
      channel: store.sent('incident')?.channel ?? this.channel,
      thread_ts: this.root,
    });
    if (answer === 'later') return this.pace.until;
    if (answer.kind === 'posted') {
      mark(answer.ts, answer.channel);
      store.setMeta('note', String(now()));
      return waiting.length > notes.length ? now() : undefined;
    }
    if (answer.kind === 'retry') return this.failed(answer, () => mark(null, null));
    mark(null, null);
    this.note(answer.kind === 'gone' ? 'the thread is gone' : answer.detail);
    return undefined;
  }

  private failed(answer: Extract<SlackAnswer, { kind: 'retry' }>, giveUp: () => void): Due {
    const due = this.pace.failed(this.deps.now(), answer.afterSeconds);
    if (due !== undefined) return due;
    this.pace.worked();
    giveUp();
    this.note(`gave up: ${answer.detail}`);
    return undefined;
  }

  /** One call, if this pass has one left. */
  private async call(method: 'chat.postMessage' | 'chat.update', body: unknown): Promise<SlackAnswer | 'later'> {
    if (this.calls >= CALLS_A_PASS) {
      this.pace.restUntil(this.deps.now() + PASS_EVERY_MS);
      return 'later';
    }
    this.calls++;
    const answer = await callSlack(this.api, method, body);
    if (answer.kind !== 'retry') this.pace.worked();
    return answer;
  }
}
