import {
  StreamCommand,
  type FeedItem,
  type Listener,
  type StreamMessage,
  type Topic,
} from '../../src/contracts/feed.ts';
import { unreachable } from '../../src/kit/result.ts';

/** Items a listener may have on the way; beyond it nothing is pushed, and the log is the buffer. */
export const WINDOW_ITEMS = 1_000;
/** Items of one message: some 100 KB. */
export const CHUNK_ITEMS = 200;
export const COMMAND_MAX_CHARS = 4_096;
/** A listener that sends this much nonsense is not ours. */
const MAX_FAULTS = 10;
/** One that acknowledges every message of a whole day's log at once sends a tenth of it. */
export const COMMANDS_MAX = 1_000;
const COMMANDS_PERIOD_MS = 10_000;
/**
 * Items told in a period beyond which none may begin anew: sixty bytes ask for a window again, and what is sent to somebody
 * who does not read stays in this object's memory.
 */
const TOLD_MAX_ITEMS = 2 * WINDOW_ITEMS;
/** A subscription costs this many at least, so that one to nothing is no way to flood either. */
const SUBSCRIBE_COSTS_ITEMS = 50;

/** All that is known of a socket; it survives hibernation as the socket's attachment (2 KB at most). */
export interface Attachment {
  readonly listener: Omit<Listener, 'cursor' | 'topics'>;
  readonly topics: readonly Topic[];
  /** Number up to which the log was looked through, that of the last item sent, and that of the last acknowledged. */
  readonly scanned: number;
  readonly sent: number;
  readonly acked: number;
  readonly faults: number;
  /** Messages heard since a time, ms. */
  readonly heard: number;
  readonly since: number;
  /** Items told since then */
  readonly told: number;
}

/** Of a socket that has heard and said nothing yet. */
export const attachmentOf = (listener: Attachment['listener']): Attachment => ({
  listener,
  topics: [],
  scanned: 0,
  sent: 0,
  acked: 0,
  faults: 0,
  heard: 0,
  since: 0,
  told: 0,
});

/** What the log answers to. */
export interface Log {
  /** Items after `seq`, oldest first, `limit` at most; fewer where they are large. `more`: others may follow them. */
  after(seq: number, topics: readonly Topic[], limit: number): { readonly items: FeedItem[]; readonly more: boolean };
  newest(): number;
  floor(): number;
}

export interface Step {
  readonly next: Attachment;
  readonly send: readonly StreamMessage[];
  readonly close?: { readonly code: number; readonly reason: string };
}

const KEPT: readonly Topic[] = ['findings', 'incidents', 'approvals'];
const isKept = (t: Topic): boolean => KEPT.includes(t);

/** Items that may still go out. Counted by numbers, others' among them: never more than the window, sometimes fewer. */
const room = (scanned: number, sent: number, acked: number): number =>
  acked >= sent ? WINDOW_ITEMS : WINDOW_ITEMS - (scanned - acked);

/** Sends from the log as far as the window goes. */
export function catchUp(a: Attachment, log: Log): Step {
  const send: StreamMessage[] = [];
  const topics = a.topics.filter(isKept);
  const newest = log.newest();
  let { scanned, sent, told } = a;
  while (scanned < newest) {
    const limit = Math.min(CHUNK_ITEMS, room(scanned, sent, a.acked));
    if (limit <= 0) break;
    const { items, more } = topics.length === 0 ? { items: [], more: false } : log.after(scanned, topics, limit);
    if (items.length > 0) {
      send.push({ type: 'items', items });
      sent = items.at(-1)!.seq;
      told += items.length;
    }
    // Where no more follow, what lies behind is not of this listener's topics.
    scanned = more ? sent : newest;
  }
  return { next: { ...a, scanned, sent, told }, send };
}

/** A (new) subscription: hello, then what came after the cursor, or `reset` where that is no longer kept or never was. */
export function subscribe(a: Attachment, topics: readonly Topic[], cursor: number | undefined, log: Log): Step {
  const newest = log.newest();
  const hello: StreamMessage = { type: 'hello', seq: newest, topics: [...topics] };
  const lost = cursor !== undefined && (cursor < log.floor() || cursor > newest);
  const from = cursor === undefined || lost ? newest : cursor;
  const more = catchUp({ ...a, topics, scanned: from, sent: from, acked: from }, log);
  return { next: more.next, send: [hello, ...(lost ? [{ type: 'reset', seq: newest } as const] : []), ...more.send] };
}

function parse(text: string): StreamCommand | undefined {
  if (text.length > COMMAND_MAX_CHARS) return undefined;
  try {
    const parsed = StreamCommand.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function fault(a: Attachment, detail: string): Step {
  const faults = a.faults + 1;
  return {
    next: { ...a, faults },
    send: [{ type: 'error', detail }],
    ...(faults >= MAX_FAULTS ? { close: { code: 1008, reason: 'too many messages that are none' } } : {}),
  };
}

const counted = (a: Attachment, now: number): Attachment =>
  now - a.since >= COMMANDS_PERIOD_MS ? { ...a, heard: 1, since: now, told: 0 } : { ...a, heard: a.heard + 1 };

/** What a listener's message leads to, at `now`, ms. */
export function command(before: Attachment, text: string, log: Log, now: number): Step {
  const a = counted(before, now);
  if (a.heard > COMMANDS_MAX) return fault(a, 'Slow down: acknowledge the last of several messages.');
  const parsed = parse(text);
  if (parsed === undefined)
    return fault(a, 'Send {"type":"subscribe","topics":[…]}, {"type":"ack","seq":n} or {"type":"ping"}.');
  switch (parsed.type) {
    case 'subscribe':
      if (a.told > TOLD_MAX_ITEMS) return fault(a, 'Slow down: subscribe again in ten seconds.');
      return subscribe({ ...a, told: a.told + SUBSCRIBE_COSTS_ITEMS }, parsed.topics, parsed.cursor, log);
    case 'ack':
      // Never beyond what was sent: an acknowledgement of the future would open the window for good.
      return catchUp({ ...a, acked: Math.max(a.acked, Math.min(parsed.seq, a.sent)) }, log);
    case 'ping':
      return { next: a, send: [{ type: 'pong', seq: log.newest() }] };
    default:
      return unreachable(parsed);
  }
}
