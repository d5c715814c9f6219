import { MetricNews, type FeedInput } from '../../src/contracts/feed.ts';

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
