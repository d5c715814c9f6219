import { WorkerEntrypoint } from 'cloudflare:workers';

const missing = { ok: false, error: { code: 'not_found', detail: 'There is no such incident.' } };

export class Incidents extends WorkerEntrypoint {
  async log() {
    return missing;
  }
  async approvalArrived() {
    return missing;
  }
  async release(req: { incident: string }) {
    return req.incident === 'inc_known' ? { ok: true, value: { phase: 'hold' } } : missing;
  }
  async close() {
    return missing;
  }
}

export default {};
