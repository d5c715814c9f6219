import type * as z from 'zod';
import type { NotifyJob } from '../contracts/agents.ts';

/** What an answer of the other side means for a message. */
export type Verdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'retry'; readonly detail: string; readonly afterSeconds?: number }
  | { readonly kind: 'permanent'; readonly detail: string };

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The beginning of the body, untrusted. */
  readonly body: string;
}

/** An extension point: one a way of telling people. One folder each, its id = the folder's name. */
export interface Connector<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly config: S;
  /** The request's body for a message. Pure; text out of incidents stays text. */
  render(message: NotifyJob): { readonly [key: string]: unknown };
  classify(answer: Answer): Verdict;
}

/** Longest wait that an answer may ask for, s: people do not wait for hours. */
const RETRY_AFTER_MAX_SECONDS = 900;
const RETRY_AFTER_DEFAULT_SECONDS = 30;

/** A `Retry-After` in seconds, bounded; a default where it is missing or no number (RFC 9110 §10.2.3 allows a date: nobody here sends one). */
export function secondsOf(retryAfter: string | null): number {
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  const wanted = Number.isFinite(seconds) && seconds >= 0 ? seconds : RETRY_AFTER_DEFAULT_SECONDS;
  return Math.min(RETRY_AFTER_MAX_SECONDS, Math.max(1, wanted));
}
