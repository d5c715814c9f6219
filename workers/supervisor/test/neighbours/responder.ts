import { WorkerEntrypoint } from 'cloudflare:workers';
import type { AcquireRequest, ActionSpec } from '../../../../src/contracts/custody.ts';

const acquired = new Map<string, AcquireRequest>();

/** Custody that holds what is acquired at once, and counts who asked. */
export class Custody extends WorkerEntrypoint {
  async preview(req: { specs: { opId: string; spec: ActionSpec }[] }) {
    const preview = {
      at: 1,
      exists: true,
      alreadyDone: false,
      diff: [],
      dependents: [],
      tags: {},
      notes: [],
      reversibility: 'reversible',
      preImageDigest: 'a'.repeat(64),
      expectedDigest: 'b'.repeat(64),
    };
    return {
      ok: true,
      value: { previews: req.specs.map((s) => ({ opId: s.opId, result: { ok: true, value: preview } })) },
    };
  }
  async acquire(req: AcquireRequest) {
    acquired.set(req.opId, req);
    return this.status({ opId: req.opId });
  }
  async status(req: { opId: string }) {
    const known = acquired.get(req.opId);
    if (known === undefined) return { ok: false, error: { code: 'not_found', detail: 'no such operation' } };
    return {
      ok: true,
      value: {
        v: 1,
        opId: req.opId,
        incident: known.incident,
        action: known.spec.action,
        target: known.spec.target,
        state: 'held',
        proof: 'effective',
        fence: 1,
        otherHolders: 0,
        leaseUntil: known.at + known.leaseMs,
        at: known.at,
      },
    };
  }
  async release(req: { opId: string }) {
    return this.status(req);
  }
}

export default {};
