import { z } from '@hono/zod-openapi';
import { ActionSpec, Preview } from '../contracts/custody.ts';
import { Finding } from '../contracts/finding.ts';
import { ActionView, IncidentProjection } from '../contracts/incident.ts';
import { AuditBundle, Entry } from '../contracts/ledger.ts';
import { Approval, Plan, PreviewedDraft } from '../contracts/plan.ts';
import { RuleCase, RuleStanding } from '../contracts/rules-api.ts';

/*
 * Contracts as the OpenAPI document shows them. Where a contract says "any JSON", the document says an open value: its
 * generator cannot follow a recursive schema. Answers are not parsed by these; they only describe.
 */
const AnyJson = z.unknown();

export const FindingView = Finding.extend({
  incident: z.string().nullable(),
  evidence: z.record(z.string(), AnyJson),
}).openapi('Finding');

export const IncidentView = IncidentProjection.openapi('Incident');
export const RemediationView = ActionView.extend({ incident: z.string() }).openapi('Remediation');

export const PreviewView = Preview.extend({
  diff: z.array(z.object({ path: z.string(), before: AnyJson, after: AnyJson })),
});
export const SpecView = ActionSpec.extend({ params: z.record(z.string(), AnyJson) });

export const PlanView = Plan.extend({
  actions: z.array(PreviewedDraft.extend({ spec: SpecView, preview: PreviewView })),
}).openapi('Plan');
export const ApprovalView = Approval.openapi('Approval');

export const AuditBundleView = AuditBundle.extend({
  entries: z.array(Entry.extend({ body: z.record(z.string(), AnyJson) })),
}).openapi('AuditBundle');

export const DeliveryView = z
  .object({
    id: z.string(),
    sourceId: z.string(),
    kind: z.string(),
    acceptedAt: z.int(),
    processedAt: z.int(),
    bytes: z.int(),
    events: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    findings: z.int(),
    verdict: z.string(),
    blockKey: z.string(),
    /** Made by `POST /sources/{id}/test` */
    test: z.boolean(),
    lagMs: z.int().nullable(),
    lagMaxMs: z.int().nullable(),
    aheadMs: z.int().nullable(),
    lastEventAt: z.int().nullable(),
  })
  .openapi('Delivery');

export const DeadLetterView = z
  .object({
    id: z.string(),
    kind: z.string(),
    origin: z.string(),
    reason: z.string(),
    place: z.string().nullable(),
    delivery: z.string().nullable(),
    at: z.int(),
    attempts: z.int(),
    replayedAt: z.int().nullable(),
    sourceId: z.string().nullable(),
  })
  .openapi('DeadLetter');

export const RuleView = z
  .object({
    id: z.string(),
    title: z.string(),
    level: z.string(),
    status: z.string(),
    description: z.string(),
    techniques: z.array(z.string()),
    tactics: z.array(z.string()),
    falsePositives: z.array(z.string()),
    logsource: z.object({
      product: z.string().optional(),
      service: z.string().optional(),
      category: z.string().optional(),
    }),
    references: z.array(z.string()),
    kind: z.enum(['rule', 'correlation']),
    ...RuleStanding.shape,
    yaml: z.string(),
    cases: z.array(RuleCase),
  })
  .openapi('Rule');
