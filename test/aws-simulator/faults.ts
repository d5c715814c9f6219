import { z } from 'zod';
import type { SqlLike } from '../../src/kit/sql.ts';

/**
 * What can go wrong with the next call that fits. `timeout-before` and `lose-answer` differ in whether the call was carried out
 * before nothing came back; `truncate` carries it out and cuts the answer.
 */
export const FaultSpec = z.strictObject({
  kind: z.enum(['throttle', '503', '500', 'timeout-before', 'lose-answer', 'truncate', 'expire']),
  service: z.enum(['iam', 'sts', 'ec2']).optional(),
  operation: z.string().optional(),
  /** How many calls it befalls */
  times: z.int().positive().default(1),
  /** Fitting calls that pass first */
  after: z.int().nonnegative().default(0),
  /** How long `timeout-before` stays silent, ms */
  delayMs: z.int().nonnegative().max(120_000).default(30_000),
});
export type FaultSpec = z.input<typeof FaultSpec>;
export type Fault = z.output<typeof FaultSpec>;

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
    const waits = fault.after > 0;
    const left: Fault = waits ? { ...fault, after: fault.after - 1 } : { ...fault, times: fault.times - 1 };
    if (left.times === 0) sql.exec('DELETE FROM fault WHERE ordinal = ?', ordinal);
    else sql.exec('UPDATE fault SET body = ? WHERE ordinal = ?', JSON.stringify(left), ordinal);
    if (!waits) return fault;
  }
  return undefined;
}
