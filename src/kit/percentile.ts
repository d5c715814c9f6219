/** p50, p95 and p99 by nearest rank of an ascending list; null where there is nothing to measure. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export function percentiles(ascending: readonly number[]): Percentiles {
  const at = (q: number): number | null => ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
