import { WorkerEntrypoint } from 'cloudflare:workers';

interface Asked {
  readonly org: string;
  readonly incident: string;
}
const missing = { ok: false, error: { code: 'not_found', detail: 'There is no such incident.' } };
/** Knows one incident, of org_a. */
const known = (req: Asked, value: unknown) =>
  req.org === 'org_a' && req.incident === 'inc_known' ? { ok: true, value } : missing;
const phase = (req: Asked) => known(req, { phase: 'hold' });

export class Incidents extends WorkerEntrypoint {
  log(req: Asked) {
    return known(req, {
      reducer: 'incident/2',
      state: { actions: [], plans: [], escalations: [], limits: [] },
      events: [],
    });
  }
  comments(req: Asked) {
    return known(req, { comments: [] });
  }
  comment(req: Asked & { text: string; actor: string }) {
    return known(req, { id: 'ev_1', actor: req.actor, text: req.text, at: 1 });
  }
  replay(req: Asked) {
    return known(req, { reducer: 'incident/2', writtenUnder: ['incident/2'], steps: [], divergence: null });
  }
  approvalArrived(req: Asked) {
    return phase(req);
  }
  release(req: Asked) {
    return phase(req);
  }
  close(req: Asked) {
    return phase(req);
  }
  assign(req: Asked) {
    return phase(req);
  }
  acknowledge(req: Asked) {
    return phase(req);
  }
  reopen(req: Asked) {
    return phase(req);
  }
  breakers() {
    return { ok: true as const, value: { breakers: { analyst: { state: 'closed', failures: 0 } } } };
  }
  taskDone(req: Asked) {
    return phase(req);
  }
  merge(req: Asked) {
    return phase(req);
  }
}

export default {};
