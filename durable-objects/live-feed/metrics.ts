import { MetricNews, type FeedInput, type FeedItem } from '../../src/contracts/feed.ts';
import type { Attachment, Step } from './listener.ts';

export interface MetricSum {
  readonly deliveries: number;
  readonly events: number;
  readonly rejected: number;
  readonly findings: number;
}

const ZERO: MetricSum = { deliveries: 0, events: 0, rejected: 0, findings: 0 };

/** Adds one item's counts to a sum; an item that holds none adds nothing. */
export function addMetrics(sum: MetricSum | undefined, item: FeedInput): MetricSum {
  const before = sum ?? ZERO;
  const counts = MetricNews.safeParse(item.data);
  if (!counts.success) return before;
  return {
    deliveries: before.deliveries + counts.data.deliveries,
    events: before.events + counts.data.events,
    rejected: before.rejected + counts.data.rejected,
    findings: before.findings + counts.data.findings,
  };
}

/** A sum for one listener. Bears how far that listener is, not how far the log is: as a cursor it must skip nothing. */
export function tellMetrics(a: Attachment, sum: MetricSum, at: number): Step {
  if (!a.topics.includes('metrics')) return { next: a, send: [] };
  const item: FeedItem = { topic: 'metrics', key: 'metrics', version: 0, at, data: { ...sum }, seq: a.scanned };
  return { next: a, send: [{ type: 'items', items: [item] }] };
}
