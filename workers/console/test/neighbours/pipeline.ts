import { WorkerEntrypoint } from 'cloudflare:workers';

export class DeadLetters extends WorkerEntrypoint {
  async replay(req: { org: string; id: string }) {
    return req.org === 'org_a' && req.id === 'dead_known'
      ? { ok: true, value: { replayed: true } }
      : { ok: false, error: { code: 'not_found', detail: 'There is no such dead letter.' } };
  }
}

export class ManualFindings extends WorkerEntrypoint {
  async create() {
    return { ok: true, value: { id: 'fnd_made', incident: null } };
  }
}

export default {};
