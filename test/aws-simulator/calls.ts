import type { SqlLike } from '../../src/kit/sql.ts';

/** One line of the log of API calls. No secrets, no tokens, no policy documents. */
export interface CallRecord {
  /** Counted from 1, in the order of arrival */
  readonly ordinal: number;
  /** ms of the world's clock */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** Empty where nobody was authenticated */
  readonly account: string;
  readonly principal: string;
  readonly sessionName: string;
  /** `ok` or AWS's error code */
  readonly outcome: string;
  readonly status: number;
  /** Whether it changed the world: a lost answer is `ok` and carried out as well. */
  readonly carriedOut: boolean;
  /** Whether the operation is one that changes things */
  readonly writes: boolean;
  /** ARNs that it was authorized for, or refused */
  readonly resources: readonly string[];
  readonly fault?: string;
}

export interface Counters {
  readonly calls: number;
  /** Refused for their credentials, permissions or rate: not those that asked for what is not there */
  readonly rejected: number;
  /** All that ended with an error code */
  readonly errors: number;
}

/** Older calls are forgotten; the counters are not. */
const KEPT_MOST = 20_000;

export const isWrite = (operation: string): boolean => !/^(Get|List|Head|Describe|Simulate|AssumeRole)/.test(operation);

/** Codes that come with status 400 or 429. */
const REJECTIONS: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestExpired',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestLimitExceeded',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
]);

const isRejection = (r: Pick<CallRecord, 'status' | 'outcome'>): boolean =>
  r.status === 401 || r.status === 403 || r.status === 503 || REJECTIONS.has(r.outcome);

export function record(sql: SqlLike, call: Omit<CallRecord, 'ordinal'>): void {
  const ordinal = (read(sql, 'calls') ?? 0) + 1;
  sql.exec('INSERT INTO call (ordinal, body) VALUES (?, ?)', ordinal, JSON.stringify({ ordinal, ...call }));
  sql.exec('DELETE FROM call WHERE ordinal <= ?', ordinal - KEPT_MOST);
  bump(sql, 'calls');
  if (call.outcome !== 'ok') bump(sql, 'errors');
  if (isRejection(call)) bump(sql, 'rejected');
}

export const counters = (sql: SqlLike): Counters => ({
  calls: read(sql, 'calls') ?? 0,
  rejected: read(sql, 'rejected') ?? 0,
  errors: read(sql, 'errors') ?? 0,
});

/** The calls after an ordinal, oldest first. */
export const callsAfter = (sql: SqlLike, after: number): CallRecord[] =>
  sql
    .exec<{ body: string }>('SELECT body FROM call WHERE ordinal > ? ORDER BY ordinal', after)
    .toArray()
    .map((r) => JSON.parse(r.body) as CallRecord);

function read(sql: SqlLike, name: string): number | undefined {
  const [row] = sql.exec<{ value: string }>('SELECT value FROM setting WHERE name = ?', `counter ${name}`).toArray();
  return row && Number(row.value);
}

function bump(sql: SqlLike, name: string): void {
  sql.exec(
    `INSERT INTO setting (name, value) VALUES (?, '1')
     ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1`,
    `counter ${name}`,
  );
}
