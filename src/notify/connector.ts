import type { z } from 'zod';
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
