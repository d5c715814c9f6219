import * as z from 'zod';
import type { SqlLike } from '../../src/kit/sql.ts';
import { isWrite } from './calls.ts';
import { SERVICE_NAMES } from './service-name.ts';

/**
 * What can go wrong with the next call that fits. Nothing is done: `throttle`, `503`, `500`, `expire`, `stale-lock-token`,
 * `timeout-before`. It is done all the same: `500-after`, `503-after`, `lose-answer`, `truncate`. It is done later, or never if
 * its signature has lapsed by then: `late-apply`. It is done and answered, but does not show for a while: `stale-reads`.
 */
export const FaultSpec = z.strictObject({
  kind: z.enum([
    'throttle',
    '503',
    '500',
    '503-after',
    '500-after',
    'timeout-before',
    'lose-answer',
    'late-apply',
    'truncate',
    'expire',
    'stale-lock-token',
    'stale-reads',
  ]),
  service: z.enum(SERVICE_NAMES).optional(),
  operation: z.string().optional(),
  /** How many calls it befalls */
  times: z.int().positive().default(1),
  /** Fitting calls that pass first */
  after: z.int().nonnegative().default(0),
  /** How long `timeout-before` stays silent, and `late-apply` waits, ms */
  delayMs: z.int().nonnegative().max(3_600_000).default(30_000),
  /** How long the write of `stale-reads` does not show, ms of the world's clock */
  forMs: z.int().positive().max(3_600_000).default(30_000),
  /** Whether all reads meanwhile are of the past, or some of them, as one replica or another answers */
  replicas: z.enum(['agree', 'disagree']).default('agree'),
});
export type FaultSpec = z.input<typeof FaultSpec>;
export type Fault = z.output<typeof FaultSpec>;

/** They speak of what a write did. */
const ONLY_WRITES: ReadonlySet<Fault['kind']> = new Set(['stale-reads', 'late-apply', 'stale-lock-token']);

export function addFault(sql: SqlLike, fault: Fault): void {
  sql.exec('INSERT INTO fault (body) VALUES (?)', JSON.stringify(fault));
}

/** The first fault of the queue that fits the call, counted down. */
export function takeFault(sql: SqlLike, service: string, operation: string): Fault | undefined {
  const rows = sql
    .exec<{ ordinal: number; body: string }>('SELECT ordinal, body FROM fault ORDER BY ordinal')
    .toArray();
  for (const { ordinal, body } of rows) {
    const fault = JSON.parse(body) as Fault;
    if (fault.service !== undefined && fault.service !== service) continue;
    if (fault.operation !== undefined && fault.operation !== operation) continue;
    if (ONLY_WRITES.has(fault.kind) && !isWrite(operation)) continue;
    const waits = fault.after > 0;
    const left: Fault = waits ? { ...fault, after: fault.after - 1 } : { ...fault, times: fault.times - 1 };
    if (left.times === 0) sql.exec('DELETE FROM fault WHERE ordinal = ?', ordinal);
    else sql.exec('UPDATE fault SET body = ? WHERE ordinal = ?', JSON.stringify(left), ordinal);
    if (!waits) return fault;
  }
  return undefined;
}
