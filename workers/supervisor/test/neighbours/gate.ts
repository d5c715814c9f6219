import { WorkerEntrypoint } from 'cloudflare:workers';
import { planMaterial, type PreviewedDraft } from '../../../../src/contracts/plan.ts';
import { digestOf } from '../../../../src/kit/crypto.ts';

/** A gate that permits what it is asked, unless the incident's id says otherwise: `inc_ask…` asks a person. */
export class Decisions extends WorkerEntrypoint {
  async decide(req: {
    org: string;
    incident: string;
    revision: number;
    requestedBy: string;
    risk: number;
    drafts: PreviewedDraft[];
    at: number;
  }) {
    const asks = req.incident.startsWith('inc_ask');
    const plan = {
      v: 1 as const,
      id: `plan_${req.incident.slice(4)}-${req.revision}`,
      org: req.org,
      incident: req.incident,
      revision: req.revision,
      requestedBy: req.requestedBy,
      risk: req.risk,
      actions: req.drafts,
      decision: {
        outcome: asks ? ('ask' as const) : ('permit' as const),
        approvalsNeeded: asks ? 1 : 0,
        reasons: ['test'],
        policyVersion: '1',
        inputDigest: 'c'.repeat(64),
      },
      createdAt: req.at,
      expiresAt: req.at + 3_600_000,
    };
    return { ok: true, value: { plans: [{ ...plan, digest: digestOf(planMaterial(plan)) }] } };
  }
  async permit(req: { at: number }) {
    return { ok: true, value: { permit: 'a.permit.token', expiresAt: req.at + 60_000, approvals: [] } };
  }
  /** Of org_broke the money is spent. */
  async agentLeave(req: { org: string }) {
    return { ok: true, value: { model: req.org !== 'org_broke', reason: req.org === 'org_broke' ? 'spent' : '' } };
  }
  async agentUsed() {
    return { ok: true, value: { counted: true } };
  }
  async void() {
    return { ok: true, value: { voided: true } };
  }
}

export default {};
