import { percentiles, type Percentiles } from '../../src/kit/percentile.ts';

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

export const spread = (values: readonly number[]): Percentiles => percentiles(values.toSorted((a, b) => a - b));

const ms = (v: number | null): string => (v === null ? '-' : `${Math.round(v)} ms`);
export const showSpread = (p: Percentiles): string => `p50 ${ms(p.p50)}, p95 ${ms(p.p95)}, p99 ${ms(p.p99)}`;
