import { z } from '@hono/zod-openapi';
import { AnalystReport, InspectorReport } from '../contracts/agents.ts';
import { CustodyStatus } from '../contracts/custody.ts';
import { ActionState } from '../contracts/incident.ts';
import { Draft } from '../contracts/plan.ts';
import type { IncidentState } from '../incident/state.ts';
import { PreviewView, SpecView } from './views.ts';

const ActionDetail = Draft.extend({
  spec: SpecView,
  preview: PreviewView.optional(),
  plan: z.string().optional(),
  revision: z.int(),
  state: ActionState,
  status: CustodyStatus.optional(),
  detail: z.string().optional(),
});

/** What an incident's page shows beside its projection. */
export const InvestigationView = z
  .object({
    seq: z.int().optional(),
    analyst: AnalystReport.optional(),
    inspector: InspectorReport.optional(),
    actions: z.array(ActionDetail),
    plans: z.array(
      z.object({
        id: z.string(),
        digest: z.string(),
        revision: z.int(),
        outcome: z.string(),
        expiresAt: z.int(),
        ops: z.array(z.string()),
        state: z.string(),
      }),
    ),
    escalations: z.array(z.string()),
    limits: z.array(z.string()),
    closeReason: z.string().optional(),
  })
  .openapi('Investigation');
export type Investigation = z.input<typeof InvestigationView>;

/** The part of an incident's state that people read; `state` is what the supervisor answered. */
export function investigationOf(state: unknown): Investigation {
  // Made by our own reducer in another Worker of the same release; an envelope of the RPC, not input.
  const s = state as IncidentState;
  return {
    ...(s.analyst === undefined ? {} : { analyst: s.analyst }),
    ...(s.inspector === undefined ? {} : { inspector: s.inspector }),
    actions: s.actions.map((a) => ({
      ...a.draft,
      ...(a.preview === undefined ? {} : { preview: a.preview }),
      ...(a.plan === undefined ? {} : { plan: a.plan }),
      revision: a.revision,
      state: a.state,
      ...(a.status === undefined ? {} : { status: a.status }),
      ...(a.detail === undefined ? {} : { detail: a.detail }),
    })),
    plans: s.plans.map((p) => ({ ...p, ops: [...p.ops] })),
    escalations: [...s.escalations],
    limits: [...s.limits],
    ...(s.closeReason === undefined ? {} : { closeReason: s.closeReason }),
  };
}
