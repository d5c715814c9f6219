import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { consumeEach, RetryLater, retryDelaySeconds, type QueueMessage } from './consume.ts';

const Job = z.object({ n: z.number() });
let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

function messages(...bodies: unknown[]) {
  const done: string[] = [];
  const list = bodies.map((body, i): QueueMessage => ({
    id: `m${i}`,
    body,
    attempts: 3,
    ack: () => void done.push(`m${i} ack`),
    retry: (o) => void done.push(`m${i} retry ${o?.delaySeconds ?? 0}`),
  }));
  return { list, done };
}

describe('consuming a batch', () => {
  test('each message is acknowledged or retried by itself', async () => {
    const { list, done } = messages({ n: 1 }, { n: 'x' }, { n: 2 }, { n: 3 });
    await consumeEach('q', list, Job, ({ n }) => {
      if (n === 2) return Promise.reject(new Error('down'));
      return n === 3 ? Promise.reject(new RetryLater('too fast', 9)) : Promise.resolve();
    });
    expect(done.toSorted()).toEqual(['m0 ack', 'm1 retry 0', 'm2 retry 4', 'm3 retry 9']);
  });

  test('one by one keeps the order', async () => {
    const { list } = messages({ n: 1 }, { n: 2 });
    const seen: string[] = [];
    const handle = async ({ n }: { n: number }) => {
      seen.push(`begin ${n}`);
      await Promise.resolve();
      seen.push(`end ${n}`);
    };
    await consumeEach('q', list, Job, handle, { oneByOne: true });
    expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('a malformed body is named by field, its value is not shown', async () => {
    const { list } = messages({ n: 'a secret' });
    await consumeEach('q', list, Job, () => Promise.resolve());
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'message_malformed', queue: 'q', detail: 'n: invalid_type' });
    expect(lines[0]).not.toContain('a secret');
  });

  test('pauses grow to a minute and no further', () => {
    expect([1, 2, 3, 7, 50].map(retryDelaySeconds)).toEqual([1, 2, 4, 60, 60]);
  });
});
