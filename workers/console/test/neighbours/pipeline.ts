import { WorkerEntrypoint } from 'cloudflare:workers';

export class DeadLetters extends WorkerEntrypoint {
  async replay(req: { org: string; id: string }) {
    return req.org === 'org_a' && req.id === 'dead_known'
      ? { ok: true, value: { replayed: true } }
      : { ok: false, error: { code: 'not_found', detail: 'There is no such dead letter.' } };
  }
  async replaySource(req: { cursor?: string }) {
    return {
      ok: true,
      value: { replayed: 1, failed: 0, remaining: 0, ...(req.cursor === undefined ? { next: 'c' } : {}) },
    };
  }
}

const tested: unknown[] = [];

export class SourceTests extends WorkerEntrypoint {
  async send(req: { org: string; source: string }) {
    tested.push(req);
    return { ok: true, value: { delivery: 'dlv_known', records: 2, acceptedAt: 1 } };
  }
  /** For tests: what the console asked for. */
  async sent() {
    return tested;
  }
}

export class ManualFindings extends WorkerEntrypoint {
  async create() {
    return { ok: true, value: { id: 'fnd_made', incident: null } };
  }
}

const hunt = (id: string, state: 'listing' | 'cancelled') => ({
  id,
  kind: 'text',
  subject: 'text',
  title: 'A hunt',
  state,
  from: 1,
  to: 2,
  maxBytes: 1,
  maxSeconds: 1,
  startedBy: 'user:usr_test',
  startedAt: 1,
  finishedAt: null,
  blocks: { found: 0, checked: 0, unreadable: 0 },
  bytes: 0,
  events: 0,
  matches: 0,
  findings: 0,
  checked: [],
  unchecked: [],
  samples: [],
  failure: null,
});
const started: unknown[] = [];
const changed: string[] = [];

export class RetroHunts extends WorkerEntrypoint {
  async start(req: { org: string; body: unknown }) {
    started.push(req);
    return { ok: true, value: hunt('hunt_made', 'listing') };
  }
  async cancel(req: { org: string; id: string }) {
    return req.org === 'org_a' && req.id === 'hunt_known'
      ? { ok: true, value: hunt(req.id, 'cancelled') }
      : { ok: false, error: { code: 'not_found', detail: 'There is no such hunt.' } };
  }
  async contentChanged(req: { org: string }) {
    changed.push(req.org);
    return { ok: true, value: { looked: true } };
  }
  /** For tests: what the console asked for. */
  async told() {
    return { started, changed };
  }
}

export default {};
