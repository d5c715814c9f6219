import * as z from 'zod';
import { AnalystReport, InspectorReport } from '../contracts/agents.ts';
import { Id, Millis, OrgId } from '../contracts/common.ts';
import { CustodyStatus, Preview } from '../contracts/custody.ts';
import { Finding } from '../contracts/finding.ts';
import { Resolution } from '../contracts/incident.ts';
import { Draft, Plan } from '../contracts/plan.ts';

/** Version of the reducer that an incident's log was written under; raise it when the same events give other decisions. */
export const REDUCER_VERSION = 'incident/3';

const base = { id: Id, at: Millis };
const actor = z.string().max(120);
const reason = z.string().max(1000);
const PreviewOutcome = z.object({ opId: Id, preview: Preview.optional(), error: z.string().max(500).optional() });

/** What one comment may hold; {@link Comment} says the same. */
export const COMMENT_MAX_CHARS = 4_000;

/** Everything that can happen to an incident. Time and ids come inside; the reducer has no other input. */
export const IncidentEvent = z.discriminatedUnion('type', [
  z.object({
    ...base,
    type: z.literal('finding_added'),
    body: z.object({ org: OrgId, incident: Id, finding: Finding }),
  }),
  z.object({ ...base, type: z.literal('timer_fired'), body: z.object({ name: z.string().max(120) }) }),
  z.object({ ...base, type: z.literal('analyst_reported'), body: z.object({ job: Id, report: AnalystReport }) }),
  z.object({ ...base, type: z.literal('inspector_reported'), body: z.object({ job: Id, report: InspectorReport }) }),
  z.object({
    ...base,
    type: z.literal('agent_failed'),
    body: z.object({ job: Id, agent: z.string().max(40), error: z.string().max(500) }),
  }),
  z.object({
    ...base,
    type: z.literal('proposed'),
    body: z.object({ revision: z.int(), drafts: z.array(Draft).max(32) }),
  }),
  z.object({
    ...base,
    type: z.literal('previewed'),
    body: z.object({ revision: z.int(), previews: z.array(PreviewOutcome).max(32) }),
  }),
  z.object({ ...base, type: z.literal('decided'), body: z.object({ revision: z.int(), plans: z.array(Plan).max(8) }) }),
  z.object({ ...base, type: z.literal('approval_arrived'), body: z.object({ plan: Id, actor }) }),
  z.object({
    ...base,
    type: z.literal('permitted'),
    body: z.object({
      plan: Id,
      digest: z.string(),
      permit: z.string(),
      expiresAt: Millis,
      approvals: z.array(Id),
      glassBrokenBy: actor.optional(),
    }),
  }),
  z.object({
    ...base,
    type: z.literal('permit_refused'),
    body: z.object({ plan: Id, code: z.string().max(40), detail: z.string().max(500) }),
  }),
  z.object({ ...base, type: z.literal('custody_reported'), body: z.object({ status: CustodyStatus }) }),
  z.object({
    ...base,
    type: z.literal('release_requested'),
    body: z.object({ actor, reason }),
  }),
  z.object({
    ...base,
    type: z.literal('close_requested'),
    body: z.object({ actor, reason, resolution: Resolution.optional() }),
  }),
  /** A person says that they did the task of a manual plan; AWS is read (effect `check`). */
  z.object({ ...base, type: z.literal('task_done'), body: z.object({ actor, opId: Id, note: reason }) }),
  z.object({
    ...base,
    type: z.literal('task_checked'),
    body: z.object({ opId: Id, preview: Preview.optional(), error: z.string().max(500).optional() }),
  }),
  z.object({ ...base, type: z.literal('reopen_requested'), body: z.object({ actor, reason }) }),
  z.object({
    ...base,
    type: z.literal('commented'),
    body: z.object({ actor, comment: Id, text: z.string().max(COMMENT_MAX_CHARS) }),
  }),
  z.object({ ...base, type: z.literal('assigned'), body: z.object({ actor, assignee: Id.nullable() }) }),
  z.object({ ...base, type: z.literal('acknowledged'), body: z.object({ actor }) }),
  /** A person says that this incident is part of another one; the effect `merge` follows. */
  z.object({ ...base, type: z.literal('merge_requested'), body: z.object({ actor, reason, into: Id }) }),
  /** The other one has every finding of this one. */
  z.object({ ...base, type: z.literal('merged'), body: z.object({ into: Id, findings: z.int().nonnegative() }) }),
  /** The other side: this incident took over everything of `incident`. */
  z.object({
    ...base,
    type: z.literal('absorbed'),
    body: z.object({ actor, reason, incident: Id, findings: z.int().nonnegative() }),
  }),
  /** The correlator saw an entity that both have. */
  z.object({ ...base, type: z.literal('related'), body: z.object({ incident: Id }) }),
  /** A source whose silence was found speaks again since then (ms); `silent`: how many sources of that finding are still missed. */
  z.object({
    ...base,
    type: z.literal('source_spoke'),
    body: z.object({ finding: Id, source: Id, since: Millis, silent: z.int().nonnegative() }),
  }),
  z.object({
    ...base,
    type: z.literal('notified'),
    body: z.object({ job: Id, channel: z.string().max(40), delivered: z.boolean(), detail: z.string().max(300) }),
  }),
  z.object({
    ...base,
    type: z.literal('effect_failed'),
    body: z.object({
      effect: z.string().max(200),
      kind: z.string().max(40),
      error: z.string().max(500),
      opId: Id.optional(),
      plan: Id.optional(),
      /** True if the other side answered no; without it nobody knows whether the effect took. */
      refused: z.boolean().optional(),
    }),
  }),
]);
export type IncidentEvent = z.infer<typeof IncidentEvent>;
export type EventOf<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;
