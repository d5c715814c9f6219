import type { FeedItem, StreamMessage, Topic } from '../../../src/contracts/feed.ts';

export type StreamStatus = 'connecting' | 'live' | 'reconnecting';

/** What the stream is, apart from its socket. */
export interface StreamState {
  readonly status: StreamStatus;
  /** Last `seq` seen, from which a new socket goes on; undefined before the first hello. */
  readonly cursor: number | undefined;
  readonly attempt: number;
  /** Highest version known of each (topic, key), so that what is told twice is told on once. */
  readonly versions: ReadonlyMap<string, number>;
}

export type StreamEvent = { readonly type: 'message'; readonly message: StreamMessage } | { readonly type: 'closed' };

/** What a step asks of the shell. */
export interface StreamStep {
  readonly state: StreamState;
  readonly news: readonly FeedItem[];
  readonly reset: boolean;
  readonly ack: number | undefined;
}

export const INITIAL: StreamState = { status: 'connecting', cursor: undefined, attempt: 0, versions: new Map() };
/** Beyond this the oldest are forgotten; telling on an old item twice costs one refetch. */
const VERSIONS_MAX = 5_000;

const nothing = (state: StreamState): StreamStep => ({ state, news: [], reset: false, ack: undefined });

/** One step of the stream: pure. `metrics` are of the moment and every one of them is news. */
export function step(state: StreamState, event: StreamEvent): StreamStep {
  if (event.type === 'closed')
    return nothing({
      ...state,
      status: state.cursor === undefined && state.attempt === 0 ? 'connecting' : 'reconnecting',
      attempt: state.attempt + 1,
    });
  const { message } = event;
  switch (message.type) {
    case 'hello': {
      // The cursor stays where we are: what was missed since follows as items.
      const cursor = state.cursor ?? message.seq;
      return nothing({ ...state, status: 'live', attempt: 0, cursor });
    }
    case 'items': {
      const versions = new Map(state.versions);
      const news: FeedItem[] = [];
      let cursor = state.cursor ?? 0;
      for (const item of message.items) {
        cursor = Math.max(cursor, item.seq);
        const key = `${item.topic} ${item.key}`;
        if (item.topic !== 'metrics' && item.version <= (versions.get(key) ?? -1)) continue;
        versions.delete(key);
        versions.set(key, item.version);
        news.push(item);
      }
      for (const key of versions.keys()) {
        if (versions.size <= VERSIONS_MAX) break;
        versions.delete(key);
      }
      return { state: { ...state, cursor, versions }, news, reset: false, ack: cursor };
    }
    case 'reset':
      return { state: { ...state, cursor: message.seq, versions: new Map() }, news: [], reset: true, ack: message.seq };
    case 'pong':
    case 'error':
      return nothing(state);
    default:
      return message satisfies never;
  }
}

const BACKOFF_FIRST_MS = 300;
const BACKOFF_MAX_MS = 15_000;

/**
 * How long to wait before try number `attempt` (from 1), ms: doubling to a cap, the upper half of it by chance, so that a
 * restarted server is not met by all at once. `random` in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Whether a text is a message of the stream; anything else is dropped. */
export function parseMessage(text: unknown): StreamMessage | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value = JSON.parse(text) as Partial<StreamMessage> | null;
    if (typeof value !== 'object' || value === null) return undefined;
    const known: Record<StreamMessage['type'], boolean> = {
      hello: 'seq' in value,
      items: 'items' in value && Array.isArray(value.items),
      reset: 'seq' in value,
      pong: true,
      error: true,
    };
    return value.type !== undefined && Object.hasOwn(known, value.type) && known[value.type]
      ? (value as StreamMessage)
      : undefined;
  } catch {
    return undefined;
  }
}

export const TOPICS: readonly Topic[] = ['findings', 'incidents', 'approvals', 'metrics'];
