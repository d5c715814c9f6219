import type { FeedItem, StreamMessage, Topic } from '../../src/contracts/feed.ts';
import type { Log } from './listener.ts';

type Answer = ReturnType<Log['after']>;

/**
 * A log that reads and writes out each answer once: in one round most listeners stand at the same place and hear the same
 * words. Good for as long as nothing is appended.
 */
export class Round implements Log {
  private readonly log: Log;
  private readonly answers = new Map<string, Answer>();
  private readonly texts = new Map<readonly FeedItem[], string>();
  private end: number | undefined;

  constructor(log: Log) {
    this.log = log;
  }

  after(seq: number, topics: readonly Topic[], limit: number): Answer {
    const key = `${seq} ${limit} ${topics.join()}`;
    const known = this.answers.get(key) ?? this.log.after(seq, topics, limit);
    this.answers.set(key, known);
    return known;
  }

  newest(): number {
    return (this.end ??= this.log.newest());
  }

  floor(): number {
    return this.log.floor();
  }

  /** A message as it goes over the socket. */
  text(message: StreamMessage): string {
    if (message.type !== 'items') return JSON.stringify(message);
    const text = this.texts.get(message.items) ?? JSON.stringify(message);
    this.texts.set(message.items, text);
    return text;
  }
}
