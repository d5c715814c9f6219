import * as z from 'zod';
import { AgentId, Id, Millis } from './common.ts';

/** What an agent may do by itself. */
export const Quota = z.object({
  /** Actions that it may propose in any sixty minutes; what is beyond goes to the review board. */
  actionsPerHour: z.int().min(0).max(10_000),
  /** Tokens, in and out, of a language model in any twenty-four hours */
  tokensPerDay: z.int().min(0).max(1_000_000_000),
  /** Millionths of a US dollar in any twenty-four hours */
  microUsdPerDay: z.int().min(0).max(1_000_000_000_000),
  /** Whether it may propose at all without a person */
  selfSuggest: z.boolean(),
});
export type Quota = z.infer<typeof Quota>;

export const QuotaPatch = Quota.partial();
export type QuotaPatch = z.infer<typeof QuotaPatch>;

/** `PATCH /agents/{id}/quota`. */
export const QuotaChange = QuotaPatch.extend({ reason: z.string().trim().min(1).max(1000) });
export type QuotaChange = z.infer<typeof QuotaChange>;

/** What was published when a quota changed; `action` says how: by far the most changes come from the review board. */
export const QuotaUpdate = z.object({
  agent_id: AgentId,
  action: z.enum(['raise', 'lower', 'enable', 'disable', 'keep']),
  reason: z.string(),
  self_suggest_enabled: z.boolean(),
});
export type QuotaUpdate = z.infer<typeof QuotaUpdate>;

export const AgentView = z.object({
  id: AgentId,
  quota: Quota,
  /** In the sixty minutes, and the twenty-four hours, before */
  used: z.object({ actions: z.int(), tokens: z.int(), microUsd: z.int() }),
  /** Who set the quota, why and when; absent: the default */
  /** The circuit breaker before it; absent where none stands (the planner is no neighbour; the hunter reports nothing back) */
  breaker: z
    .object({
      state: z.enum(['closed', 'open', 'half_open']),
      failures: z.int(),
      openedAt: Millis.optional(),
      nextTrialAt: Millis.optional(),
    })
    .optional(),
  set: z.object({ by: z.string(), reason: z.string(), at: Millis }).optional(),
});
export type AgentView = z.infer<typeof AgentView>;

export const ReviewStatus = z.enum(['open', 'approved', 'denied', 'expired']);
export type ReviewStatus = z.infer<typeof ReviewStatus>;

/** A proposal over an agent's budget, on the review board. */
export const ReviewView = z.object({
  id: Id,
  agent: AgentId,
  incident: Id,
  plan: Id,
  reason: z.string(),
  status: ReviewStatus,
  createdAt: Millis,
  expiresAt: Millis,
  decidedBy: z.string().nullable(),
  decidedAt: Millis.nullable(),
  decision: z.string().nullable(),
});
export type ReviewView = z.infer<typeof ReviewView>;

/** `POST /reviews/{id}`. Approving lets the plan go on as the policy said, and changes the quota: by `quota`, or just enough. */
export const ReviewVerdict = z.object({
  verdict: z.enum(['approve', 'deny']),
  reason: z.string().trim().min(1).max(1000),
  quota: QuotaPatch.optional(),
});
export type ReviewVerdict = z.infer<typeof ReviewVerdict>;
