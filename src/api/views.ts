import { z } from '@hono/zod-openapi';
import { ActionSpec, Preview } from '../contracts/custody.ts';
import { Finding } from '../contracts/finding.ts';
import { AuditBundle, Entry } from '../contracts/ledger.ts';
import { Plan, PreviewedDraft } from '../contracts/plan.ts';

/*
 * Contracts as the OpenAPI document shows them. Where a contract says "any JSON", the document says an open value: its
 * generator cannot follow a recursive schema. Answers are not parsed by these; they only describe.
 */
const AnyJson = z.unknown();

export const FindingView = Finding.extend({
  incident: z.string().nullable(),
  evidence: z.record(z.string(), AnyJson),
}).openapi('Finding');

const PreviewView = Preview.extend({
  diff: z.array(z.object({ path: z.string(), before: AnyJson, after: AnyJson })),
});
const SpecView = ActionSpec.extend({ params: z.record(z.string(), AnyJson) });

export const PlanView = Plan.extend({
  actions: z.array(PreviewedDraft.extend({ spec: SpecView, preview: PreviewView })),
}).openapi('Plan');

export const AuditBundleView = AuditBundle.extend({
  entries: z.array(Entry.extend({ body: z.record(z.string(), AnyJson) })),
}).openapi('AuditBundle');
